import type { SqlSession } from '@tenon/model'
import { quoteIdentifier } from '../quote-identifier.ts'
import type { TablePair } from './clone-tenant.ts'

/** What to take from one table. */
export interface SampleRequest {
  readonly from: string
  readonly into: string
  readonly pair: TablePair
  readonly rows: number
  readonly seed: number
}

interface Reference {
  readonly parent: string
  readonly own: boolean
  readonly columns: readonly string[]
  readonly parentColumns: readonly string[]
}

/** How often rows that refer to rows of their own table are looked for: the depth of a tree that a sample can hold. */
const depth = 4

/**
 * Copies some rows of a table whose parents are in the clone already: no row of a sample refers to one that
 * was left out. Which rows is decided by a digest of the row and the seed, so that the same seed takes the same.
 */
export async function sampleTable(session: SqlSession, { from, into, pair, rows, seed }: SampleRequest): Promise<number> {
  const references = await readReferences(session, pair.table.relation)
  const name = quoteIdentifier(pair.table.name)
  const held = references.map((reference) => heldBy(reference, quoteIdentifier(into)))
  const fresh = keyCondition(pair, `${quoteIdentifier(into)}.${name}`)
  let copied = 0
  for (let round = 0; round < (references.some(({ own }) => own) ? depth : 1) && copied < rows; round += 1) {
    const { rowCount } = await session.query(`
      insert into ${quoteIdentifier(into)}.${name} (${pair.columns}) overriding system value
      select ${pair.values} from ${quoteIdentifier(from)}.${name} t where ${['true', ...held, ...(round === 0 ? [] : [fresh])].join(' and ')}
      order by hashtextextended(t::text, ${seed}) limit ${rows - copied}`)
    copied += rowCount
    if (rowCount === 0 || fresh === 'false') break
  }
  return copied
}

function heldBy({ parent, columns, parentColumns }: Reference, schema: string): string {
  const isNull = columns.map((column) => `t.${quoteIdentifier(column)} is null`).join(' or ')
  const equal = columns.map((column, index) => `p.${quoteIdentifier(parentColumns[index] ?? '')} = t.${quoteIdentifier(column)}`).join(' and ')
  return `(${isNull} or exists (select from ${schema}.${quoteIdentifier(parent)} p where ${equal}))`
}

/** Rows that are not in the clone yet; none can be told when there is no key. */
function keyCondition({ table }: TablePair, clone: string): string {
  if (table.key === null) return 'false'
  const names = table.key.map((number) => quoteIdentifier(table.columns.find((column) => column.number === number)?.name ?? ''))
  return `not exists (select from ${clone} c where ${names.map((name) => `c.${name} = t.${name}`).join(' and ')})`
}

async function readReferences(session: SqlSession, relation: string): Promise<readonly Reference[]> {
  const { rows } = await session.query<Reference>(`
    select p.relname as parent, confrelid = conrelid as own,
      array(select attname::text from unnest(conkey) with ordinality as k(number, place) join pg_attribute on attrelid = conrelid and attnum = number order by place) as columns,
      array(select attname::text from unnest(confkey) with ordinality as k(number, place) join pg_attribute on attrelid = confrelid and attnum = number order by place) as "parentColumns"
    from pg_constraint join pg_class p on p.oid = confrelid where contype = 'f' and conrelid = $1::oid`, [relation])
  return rows
}
