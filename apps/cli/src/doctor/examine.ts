import { totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { probeConnections, withPlainConnection } from '@tenon/database'
import { findEmbeddedPostgres, startEmbeddedPostgres } from '@tenon/database/embedded'
import { diagnose, readDoctorFacts, renewGuards } from '@tenon/migrator'
import type { DoctorFinding, RenewedGuards } from '@tenon/migrator'
import { cliErrors } from '../cli-errors.ts'

/** Variables of a process. */
type Environment = Readonly<Record<string, string | undefined>>

/** The host app opens its database with 10; one more listens, one runs what is outside transactions. */
const connectionsPerHost = 12
const loopback = ['127.0.0.1', '[::1]', 'localhost', '']

/**
 * Looks at the database that a host with this environment would open.
 * @throws DATABASE_UNNAMED, and what a connection that fails says
 */
export function examine(env: Environment): Promise<readonly DoctorFinding[]> {
  return onDatabase(env, examineUrls)
}

/**
 * Renews the guards in the database that a host with this environment would open, past a pooler where there is one.
 * @throws DATABASE_UNNAMED, and what a connection that fails says
 */
export function renew(env: Environment): Promise<RenewedGuards> {
  return onDatabase(env, (_, directUrl) => withPlainConnection(directUrl, renewGuards))
}

async function onDatabase<Result>(env: Environment, work: (url: string, directUrl: string) => Promise<Result>): Promise<Result> {
  const url = env['DATABASE_URL']
  if (url) return work(url, env['DATABASE_DIRECT_URL'] || url)
  const directory = join(resolve(env['TENON_HOME'] || '.tenon'), 'postgres')
  const found = await findEmbeddedPostgres(directory)
  if (found.kind === 'missing') throw cliErrors.DATABASE_UNNAMED({ directory })
  if (found.kind === 'running') return work(found.url, found.url)
  const server = await startEmbeddedPostgres({ directory })
  return work(server.url, server.url).finally(() => server.stop())
}

async function examineUrls(url: string, directUrl: string): Promise<readonly DoctorFinding[]> {
  const connections = await probeConnections({ url, directUrl })
  const memoryBytes = loopback.includes(new URL(directUrl).hostname) ? totalmem() : null
  return diagnose(await withPlainConnection(directUrl, (session) => readDoctorFacts(session, { connections, host: { connectionsPerHost, memoryBytes } })))
}
