import { quoteIdentifier } from '../quote-identifier.ts'
import { deferReferences, enforceReferences } from './defer-references.ts'
import type { Reference } from './parents-first.ts'
import type { PutContext, Waiting } from './put-back.ts'
import { isForbidden, putSome } from './put-some.ts'
import type { Outcome } from './put-some.ts'
import type { Put } from './put-rows.ts'
import { keyBy } from './row-expressions.ts'

/** Entries for tables that refer to each other in a circle, or to themselves. */
export interface Circle {
  readonly entries: readonly Waiting[]
  /** The references of the circle. */
  readonly references: readonly Reference[]
}

/**
 * Puts back the rows of a circle, where none can go in before the others: the circle's references are put off until
 * all are there. What then refers to nothing, and what refers to that, is left out, and the rest goes in again.
 */
export async function putCircle(context: PutContext, circle: Circle): Promise<Outcome> {
  const { session } = context
  const { references } = circle
  const astray: string[] = []
  for (let { entries } = circle; entries.length > 0; entries = without(entries, astray)) {
    await session.query('savepoint tenon_circle')
    await deferReferences(session, references)
    const { puts, refused } = await putAll(context, entries)
    const found = await readAstray(context, { entries, references })
    if (found.length === 0 && (await holds(context, references))) {
      await session.query('release savepoint tenon_circle')
      return { puts, refused: [...refused, ...astray] }
    }
    await session.query('rollback to savepoint tenon_circle')
    const strays = await idsOf(context, found)
    // Nothing tells which of them it is: none goes in.
    astray.push(...(strays.length > 0 ? strays : entries.flatMap(({ ids }) => ids)))
  }
  return { puts: [], refused: astray }
}

async function putAll(context: PutContext, entries: readonly Waiting[]): Promise<Outcome> {
  const puts: Put[] = []
  const refused: string[] = []
  for (const each of entries) {
    const outcome = await putSome(context, each)
    puts.push(...outcome.puts)
    refused.push(...outcome.refused)
  }
  return { puts, refused }
}

/** A reference may be broken in a way that no row tells: one that takes all of its columns or none. */
async function holds({ session }: PutContext, references: readonly Reference[]): Promise<boolean> {
  try {
    await enforceReferences(session, references)
    return true
  } catch (error) {
    if (!isForbidden(error)) throw error
    return false
  }
}

interface Astray {
  readonly waiting: Waiting
  /** Of rows that must not stay, as JSON. */
  readonly keys: readonly string[]
}

/** The rows that refer to nothing, and those that refer to them in turn; by the entries that may have put them there. */
async function readAstray({ session }: PutContext, { entries, references }: Circle): Promise<readonly Astray[]> {
  const astray: Astray[] = []
  for (const waiting of entries) {
    if (!references.some(({ child }) => child === waiting.table)) continue
    const key = waiting.key === null ? `'[]'::jsonb` : keyBy(waiting.key)
    const { rows } = await session.query<{ key: string }>(`
      with recursive astray(part, spot) as (${references.map(straysOf).join(' union ')}
        union select followed.part, followed.spot from astray a cross join lateral (${references.map((reference) => followersOf(reference, entries)).join(' union all ')}) followed)
      select distinct ${key}::text as key from ${quoteIdentifier(waiting.table)} t where (t.tableoid, t.ctid) in (select part, spot from astray)`)
    if (rows.length > 0) astray.push({ waiting, keys: rows.map(({ key: each }) => each) })
  }
  return astray
}

function straysOf({ child, childColumns, parent, parentColumns }: Reference): string {
  const complete = childColumns.map((name) => `c.${quoteIdentifier(name)} is not null`).join(' and ')
  return `select c.tableoid, c.ctid from ${quoteIdentifier(child)} c where ${complete} and not exists (select from ${quoteIdentifier(parent)} p where ${columnsOf('p', parentColumns)} = ${columnsOf('c', childColumns)})`
}

/** Rows that refer to a stray one. One of which only some values return is there without them. */
function followersOf({ child, childColumns, parent, parentColumns }: Reference, entries: readonly Waiting[]): string {
  const whole = entries.every(({ table, kind }) => table !== parent || kind === 'row')
  return `select c.tableoid as part, c.ctid as spot from ${quoteIdentifier(parent)} p join ${quoteIdentifier(child)} c on ${columnsOf('c', childColumns)} = ${columnsOf('p', parentColumns)}
    where ${String(whole)} and p.tableoid = a.part and p.ctid = a.spot`
}

function columnsOf(alias: string, names: readonly string[]): string {
  return `(${names.map((name) => `${alias}.${quoteIdentifier(name)}`).join(', ')})`
}

async function idsOf({ session }: PutContext, astray: readonly Astray[]): Promise<readonly string[]> {
  const ids: string[] = []
  for (const { waiting, keys } of astray) {
    if (waiting.key === null || waiting.placed) ids.push(...waiting.ids)
    else {
      const { rows } = await session.query<{ id: string }>(`select id::text from tenon_stash where id = any($1::bigint[]) and key = any($2::jsonb[])`, [waiting.ids, keys])
      ids.push(...rows.map(({ id }) => id))
    }
  }
  return ids
}

function without(entries: readonly Waiting[], astray: readonly string[]): readonly Waiting[] {
  const left = new Set(astray)
  return entries.map((each) => ({ ...each, ids: each.ids.filter((id) => !left.has(id)) })).filter(({ ids }) => ids.length > 0)
}
