import { access, constants, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { embeddedErrors } from './embedded-errors.ts'

/** The system user a server runs as. */
export interface ServerAccount {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** How to start a program as the account: a command to put in front, or the ids for `spawn`. */
export interface Launch {
  readonly prefix: readonly string[]
  readonly identity: { readonly uid?: number; readonly gid?: number }
}

/** In this order: `nobody` exists on nearly every system, so that no user needs to be created. */
const candidates = ['postgres', 'nobody']
const setpriv = '/usr/bin/setpriv'

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

/**
 * How to launch a program of the account that must reach `paths`. Where a directory above them is
 * closed to the account, as root's home is, the program keeps the right to pass it, and no other.
 * @throws EMBEDDED_DIRECTORY_UNREACHABLE when that right cannot be handed over either
 */
export async function launchFor(account: ServerAccount | null, paths: readonly string[]): Promise<Launch> {
  if (account === null) return { prefix: [], identity: {} }
  const { uid, gid, name } = account
  const closed = await firstClosed(account, paths)
  if (closed === null) return { prefix: [], identity: { uid, gid } }
  const canPass = await access(setpriv, constants.X_OK).then(() => true, () => false)
  if (!canPass) throw embeddedErrors.EMBEDDED_DIRECTORY_UNREACHABLE({ path: closed, account: name })
  // dac_override, not dac_read_search: containers commonly grant root only the former.
  return { prefix: [setpriv, `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--'], identity: {} }
}

async function firstClosed(account: ServerAccount, paths: readonly string[]): Promise<string | null> {
  const directories = new Set(paths.flatMap(directoriesAbove))
  for (const directory of directories) if (!mayEnter(await stat(directory), account)) return directory
  return null
}

function directoriesAbove(path: string): readonly string[] {
  const above = dirname(path)
  return above === path ? [] : [...directoriesAbove(above), above]
}

function mayEnter(entry: { readonly mode: number; readonly uid: number; readonly gid: number }, account: ServerAccount): boolean {
  if (entry.uid === account.uid) return (entry.mode & 0o100) !== 0
  return (entry.mode & (entry.gid === account.gid ? 0o010 : 0o001)) !== 0
}
