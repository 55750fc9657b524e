import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import type { CopyTarget, CopyValue, SqlOptions } from '@tenon/module-sdk'
import type { TenantBinding } from '@tenon/module-sdk/ports'
import type { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { cancelOnAbort } from '../cancel-on-abort.ts'
import { tenantIdentity } from '../session-identity.ts'
import { copyLine } from './copy-line.ts'
import { quoted } from './render-statement.ts'
import { signalOf } from './tenant-transaction.ts'
import type { TenantSqlParts } from './tenant-transaction.ts'
import { withinTime } from './within-time.ts'

/** What to copy, and a connection for it: COPY speaks a protocol of its own, which a shared connection cannot carry. */
export interface CopyRowsOptions extends SqlOptions {
  readonly target: CopyTarget
  readonly rows: Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>
  readonly createClient: () => Client
}

/**
 * Adds rows by COPY, in one transaction. PostgreSQL has no COPY into a table with row level security, so
 * the rows go into a temporary table first and from there through the same guards as any insert.
 */
export async function copyRows(parts: TenantSqlParts, options: CopyRowsOptions): Promise<number> {
  const signal = signalOf(parts, options) ?? new AbortController().signal
  signal.throwIfAborted()
  const client = options.createClient()
  // The failure itself reaches whoever awaits a query.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await cancelOnAbort(client, signal, () => withinTime(options.timeoutMs, () => copy({ ...options, client, binding: parts.binding, signal })))
  } catch (error) {
    // Rows that stop coming are told apart from a failure by the signal alone.
    signal.throwIfAborted()
    throw error
  } finally {
    await client.end()
  }
}

interface CopyWork extends CopyRowsOptions {
  readonly client: Client
  readonly binding: TenantBinding
  readonly signal: AbortSignal
}

async function copy({ client, binding, signal, target, rows, timeoutMs }: CopyWork): Promise<number> {
  const table = `${quoted(binding.schema)}.${quoted(target.table)}`
  const columns = target.columns.map(quoted).join(', ')
  await client.query(tenantIdentity(binding, timeoutMs).begin)
  await client.query(`create temporary table tenon_copy on commit drop as select ${columns} from ${table} limit 0`)
  await pipeline(Readable.from(linesOf(rows)), client.query(copyFrom(`copy pg_temp.tenon_copy (${columns}) from stdin`)), { signal })
  const { rowCount } = await client.query(`insert into ${table} (${columns}) select ${columns} from pg_temp.tenon_copy`)
  signal.throwIfAborted()
  await client.query('commit')
  return rowCount ?? 0
}

async function* linesOf(rows: CopyRowsOptions['rows']): AsyncGenerator<string> {
  for await (const row of rows) yield copyLine(row)
}
