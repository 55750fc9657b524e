import type { SqlSession } from '@tenon/model'
import { Client } from 'pg'
import { connectErrorOf } from '../connect-error.ts'
import { parseDatabaseUrl } from '../connection-settings.ts'

const connectTimeoutMs = 10_000

/**
 * Gives `work` a connection as the URL's own user, on which nothing was set and for which nothing was created:
 * to look at a server as it is, also at one that no host could open.
 * @throws DATABASE_URL_INVALID, DATABASE_UNREACHABLE, DATABASE_ACCESS_DENIED, DATABASE_MISSING, DATABASE_CONNECTIONS_EXHAUSTED
 */
export async function withPlainConnection<Result>(url: string, work: (session: SqlSession) => Promise<Result>): Promise<Result> {
  return withClient(url, (client) => work({
    async query<Row>(text: string, values: readonly unknown[] = []) {
      const { rows, rowCount } = await client.query(text, [...values])
      return { rows: rows as Row[], rowCount: rowCount ?? 0 }
    },
  }))
}

/** The same with the driver's own client. */
export async function withClient<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const place = parseDatabaseUrl(url)
  const client = new Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs, application_name: 'tenon doctor', keepAlive: true, pipeline: true })
  // The failure itself reaches whoever awaits a query.
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    throw connectErrorOf(error, place) ?? error
  }
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
