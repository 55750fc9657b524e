import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { embeddedErrors } from './embedded-errors.ts'

/** The system user a server runs as. */
export interface ServerAccount {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** In this order: `nobody` exists on nearly every system, so that no user needs to be created. */
const candidates = ['postgres', 'nobody']

/**
 * The account to run PostgreSQL as. PostgreSQL refuses to run as root.
 * @returns null when this process is not root: the server then runs as the same user
 * @throws EMBEDDED_ACCOUNT_MISSING
 */
export async function serverAccount(): Promise<ServerAccount | null> {
  if (process.getuid?.() !== 0) return null
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  for (const candidate of candidates) {
    const found = lines.find(([name]) => name === candidate)
    if (found) return { name: candidate, uid: Number(found[2]), gid: Number(found[3]) }
  }
  throw embeddedErrors.EMBEDDED_ACCOUNT_MISSING({})
}

/** @throws EMBEDDED_DIRECTORY_UNREACHABLE naming the first directory above `path` the account may not enter */
export async function assertReachable(path: string, account: ServerAccount | null): Promise<void> {
  if (account === null) return
  for (let directory = dirname(path); directory !== dirname(directory); directory = dirname(directory)) {
    if (!mayEnter(await stat(directory), account)) throw embeddedErrors.EMBEDDED_DIRECTORY_UNREACHABLE({ path: directory, account: account.name })
  }
}

function mayEnter(entry: { readonly mode: number; readonly uid: number; readonly gid: number }, account: ServerAccount): boolean {
  if (entry.uid === account.uid) return (entry.mode & 0o100) !== 0
  return (entry.mode & (entry.gid === account.gid ? 0o010 : 0o001)) !== 0
}
