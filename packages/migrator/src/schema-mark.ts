import { createHash } from 'node:crypto'
import type { LedgerEntry, MigrationTarget, SqlSession } from '@tenon/model'
import { quoteIdentifier, quoteLiteral } from './quote-identifier.ts'

/**
 * What a schema says of itself in its comment: enough to know of thousands of tenants what they need
 * with one query, without opening a table of any of them. Written in the transaction that changes
 * what it speaks of; the ledger stays the truth, and every move compares the two.
 */
export interface SchemaMark {
  /** Data version in force. */
  readonly dataVersion: number
  /** Digest of the ledger: same migrations, same SQL, same order, same state. */
  readonly ledger: string
  /** False: the stash is surely empty. True: it may hold something. */
  readonly kept: boolean
}

/** As much of a ledger entry as its digest covers. */
export type DigestedEntry = Pick<LedgerEntry, 'name' | 'checksum' | 'prepared'> & { readonly finalized: boolean }

const pattern = /^tenon (\d+) ([0-9a-f]{32}) (kept|clean)$/

/** The digest that a mark carries, over entries in the order of their data version. */
export function ledgerDigest(entries: readonly DigestedEntry[]): string {
  const lines = entries.map(({ name, checksum, prepared, finalized }) => `${name} ${checksum} ${prepared ? 'prepared' : 'applied'} ${finalized ? 'finalized' : 'open'}\n`)
  return createHash('sha256').update(lines.join('')).digest('hex').slice(0, 32)
}

/** The mark as the comment holds it. */
export function formatMark({ dataVersion, ledger, kept }: SchemaMark): string {
  return `tenon ${dataVersion} ${ledger} ${kept ? 'kept' : 'clean'}`
}

/** A comment's mark; null when the comment is missing or somebody else's. */
export function parseMark(comment: string | null): SchemaMark | null {
  const [, dataVersion, ledger, kept] = pattern.exec(comment ?? '') ?? []
  if (dataVersion === undefined || ledger === undefined) return null
  return { dataVersion: Number(dataVersion), ledger, kept: kept === 'kept' }
}

/** The statement that writes a mark. It needs the schema's owner. */
export function markStatement({ schema }: Pick<MigrationTarget, 'schema'>, mark: SchemaMark): string {
  return `comment on schema ${quoteIdentifier(schema)} is ${quoteLiteral(formatMark(mark))}`
}

/**
 * The marks of many schemas, by schema, in one query: 5,000 take a few milliseconds. A schema that is
 * missing is left out; one without a mark has null.
 */
export async function readMarks(session: SqlSession, schemas: readonly string[]): Promise<ReadonlyMap<string, SchemaMark | null>> {
  const { rows } = await session.query<{ schema: string; comment: string | null }>(`
    select nspname as schema, description as comment from pg_namespace
    left join pg_description on objoid = pg_namespace.oid and classoid = 'pg_namespace'::regclass and objsubid = 0
    where nspname = any($1::text[])`, [schemas])
  return new Map(rows.map(({ schema, comment }) => [schema, parseMark(comment)]))
}
