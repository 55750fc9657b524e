import type { SqlFragment, SqlStreamOptions } from '@tenon/module-sdk'
import { beginAsTenant } from './tenant-transaction.ts'
import type { TenantSqlParts } from './tenant-transaction.ts'

const defaultBatchRows = 500

/**
 * The rows of a statement as they are wanted, through a cursor: one snapshot, at most two batches in
 * memory. While the caller works on one batch the next is on its way. Stopping early closes the cursor.
 */
export async function* streamRows<Row>(parts: TenantSqlParts, statement: SqlFragment, options: SqlStreamOptions = {}): AsyncGenerator<Row> {
  const { text, values } = await parts.gate.open(statement, parts.binding.schema)
  const transaction = await beginAsTenant(parts, options)
  const fetchBatch = async () => (await transaction.run({ text: `fetch forward ${options.batchRows ?? defaultBatchRows} from tenon_stream`, values: [] })).rows as Row[]
  try {
    await transaction.run({ text: `declare tenon_stream no scroll cursor for ${text}`, values })
    let rows = await fetchBatch()
    while (rows.length > 0) {
      const next = fetchBatch()
      // Whoever stops early never awaits it.
      next.catch(() => undefined)
      yield* rows
      rows = await next
    }
  } finally {
    await transaction.rollBack()
  }
}
