import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import type { Launch } from './server-account.ts'

/** How a program ended, with everything it said. */
export interface ProgramResult {
  readonly code: number | null
  readonly output: string
}

/** Runs a program to its end, with English messages. */
export async function runProgram(launch: Launch, command: readonly [string, ...string[]]): Promise<ProgramResult> {
  const [file = '', ...args] = [...launch.prefix, ...command]
  const child = spawn(file, args, { ...launch.identity, cwd: '/', env: serverEnvironment, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { code, output: `${out}${err}` }
}

/**
 * The whole environment of server programs: no `PG*` variable of the caller reaches them, and their
 * messages are in English because they are read.
 */
export const serverEnvironment: NodeJS.ProcessEnv = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' }
