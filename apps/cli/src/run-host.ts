import { cliErrors } from './cli-errors.ts'

/** Runs the host application in the foreground until it is stopped. */
export async function runHost(_args: readonly string[]): Promise<number> {
  throw cliErrors.CLI_FAILED({ message: 'there is no host application to start yet' })
}
