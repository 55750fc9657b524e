import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import type { ServerAccount } from './server-account.ts'

/** How a program ended, with everything it said. */
export interface ProgramResult {
  readonly code: number | null
  readonly output: string
}

/** Runs a program to its end as the given account, with English messages. */
export async function runProgram(file: string, args: readonly string[], account: ServerAccount | null): Promise<ProgramResult> {
  const child = spawn(file, args, { ...identityOf(account), env: serverEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { code, output: `${out}${err}` }
}

/** `uid` and `gid` for `spawn`; nothing when the server runs as this process does. */
export function identityOf(account: ServerAccount | null): { readonly uid?: number; readonly gid?: number } {
  return account === null ? {} : { uid: account.uid, gid: account.gid }
}

/** The environment of server programs: no `PG*` variable of the caller reaches them, and messages are in English because they are read. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_') && name !== 'LANG')
  return { ...Object.fromEntries(kept), LC_ALL: 'C' }
}
