import { cliErrors } from '../cli-errors.ts'
import { renderVersions } from '../render/render-versions.ts'
import type { RegisterCommands } from './register.ts'

/** `versions`. */
export const registerVersionCommands: RegisterCommands = (program, handle) => {
  handle(
    program.command('versions').description('which module versions a host runs, their calls in flight, what drains and who is cut off'),
    async ({ control }) => {
      if (control.hostVersions === undefined) throw cliErrors.HOST_NEEDED({ command: 'tenon versions' })
      return renderVersions(await control.hostVersions())
    },
  )
}
