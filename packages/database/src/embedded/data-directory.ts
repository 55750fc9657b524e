import { randomBytes } from 'node:crypto'
import { chown, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { embeddedErrors } from './embedded-errors.ts'
import { processIdentity, worksIn } from './process-identity.ts'
import type { ServerAccount } from './server-account.ts'

/** Where one embedded database keeps what. */
export interface DataDirectory {
  readonly dataDirectory: string
  /** The superuser's password, made once and readable by the owner of the directory alone. */
  readonly password: string
}

/** How long a server that lost its owner gets to write its data; after that it is told to drop everything. */
const orphanBudgetMs = 15_000
const orphanPollMs = 50

/**
 * Makes `directory` ready for one server: `data` for the cluster, `password` for its superuser, `owner`
 * naming the process it serves. A server left behind by an owner that died is ended first.
 * @throws EMBEDDED_DIRECTORY_IN_USE when the owner is alive
 */
export async function prepareDataDirectory(directory: string, account: ServerAccount | null): Promise<DataDirectory> {
  await mkdir(join(directory, 'data'), { recursive: true })
  const dataDirectory = await realpath(join(directory, 'data'))
  if (account) await chown(dataDirectory, account.uid, account.gid)
  await takeOwnership(directory)
  await endOrphan(dataDirectory)
  const passwordFile = join(directory, 'password')
  const password = (await readText(passwordFile))?.trim() ?? (await createPassword(passwordFile))
  return { dataDirectory, password }
}

/** True once a cluster was created in it, to the last step. */
export async function holdsCluster(dataDirectory: string): Promise<boolean> {
  return (await readText(join(dataDirectory, 'created'))) !== null
}

/** Notes that the cluster is complete: `initdb` killed half-way leaves files that look like one. */
export async function markCluster(dataDirectory: string): Promise<void> {
  await writeFile(join(dataDirectory, 'created'), '')
}

/** Lets another process use the directory. */
export async function giveUpOwnership(directory: string): Promise<void> {
  await rm(join(directory, 'owner'), { force: true })
}

async function takeOwnership(directory: string): Promise<void> {
  const file = join(directory, 'owner')
  const owner = await readText(file)
  const processId = Number(owner?.split('@')[0] ?? 0)
  if (owner !== null && processId > 0 && (await processIdentity(processId)) === owner) throw embeddedErrors.EMBEDDED_DIRECTORY_IN_USE({ directory, processId })
  await rm(file, { force: true })
  await writeFile(file, (await processIdentity(process.pid)) ?? '', { flag: 'wx' })
}

/** The keeper ends a server whose owner died; this waits for it, and helps when the keeper died too. */
async function endOrphan(dataDirectory: string): Promise<void> {
  const lockFile = join(dataDirectory, 'postmaster.pid')
  const processId = Number((await readText(lockFile))?.split('\n')[0] ?? 0)
  if (processId === 0) return
  const deadline = performance.now() + orphanBudgetMs
  while (await worksIn(processId, dataDirectory)) {
    const late = performance.now() > deadline
    process.kill(processId, late ? 'SIGQUIT' : 'SIGINT')
    await delay(orphanPollMs)
  }
  // The number may meanwhile belong to somebody else, and PostgreSQL would take it for its predecessor.
  await rm(lockFile, { force: true })
}

async function createPassword(file: string): Promise<string> {
  const password = randomBytes(18).toString('base64url')
  await writeFile(file, `${password}\n`, { mode: 0o600 })
  return password
}

function readText(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
}
