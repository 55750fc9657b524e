import { totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { probeConnections, withPlainConnection } from '@tenon/database'
import { findEmbeddedPostgres, startEmbeddedPostgres } from '@tenon/database/embedded'
import { diagnose, readDoctorFacts } from '@tenon/migrator'
import type { DoctorFinding } from '@tenon/migrator'
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
export async function examine(env: Environment): Promise<readonly DoctorFinding[]> {
  const url = env['DATABASE_URL']
  if (url) return examineUrls(url, env['DATABASE_DIRECT_URL'] || url)
  const directory = join(resolve(env['TENON_HOME'] || '.tenon'), 'postgres')
  const found = await findEmbeddedPostgres(directory)
  if (found.kind === 'missing') throw cliErrors.DATABASE_UNNAMED({ directory })
  if (found.kind === 'running') return examineUrls(found.url, found.url)
  const server = await startEmbeddedPostgres({ directory })
  return examineUrls(server.url, server.url).finally(() => server.stop())
}

async function examineUrls(url: string, directUrl: string): Promise<readonly DoctorFinding[]> {
  const connections = await probeConnections({ url, directUrl })
  const memoryBytes = loopback.includes(new URL(directUrl).hostname) ? totalmem() : null
  return diagnose(await withPlainConnection(directUrl, (session) => readDoctorFacts(session, { connections, host: { connectionsPerHost, memoryBytes } })))
}
