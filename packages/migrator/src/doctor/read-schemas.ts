import type { SqlSession } from '@tenon/model'
import { ledgerDigest } from '../schema-mark.ts'
import type { DigestedEntry } from '../schema-mark.ts'
import { isOwnRelation } from '../own-tables.ts'
import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'
import { dataVersionOf } from '../verify-migrations.ts'
import { namesTenant } from '../guarded-relations.ts'
import type { SchemaFacts } from './facts.ts'

/** Schemas looked at by one query: bounds the ledgers that are locked at once. */
const atOnce = 200

const schemaGone = ['42P01', '3F000']

interface SchemaRow {
  readonly schema: string
  readonly oid: string
  readonly hasLedger: boolean
}

type ShapeFacts = Pick<SchemaFacts, 'schema' | 'relations' | 'locks' | 'unguarded' | 'olderGuards' | 'exposed' | 'invalidIndexes'>
type MarkFacts = Pick<SchemaFacts, 'comment' | 'ledger'>

/** Every schema named as the data of a tenant, with what is wrong in it. @param mayReadLedgers - whether this user may act as their owner */
export async function readSchemas(session: SqlSession, mayReadLedgers: boolean): Promise<readonly SchemaFacts[]> {
  const { rows } = await session.query<SchemaRow>(`
    select nspname as schema, n.oid::text as oid, l.oid is not null as "hasLedger"
    from pg_namespace n left join pg_class l on l.relname = 'tenon_ledger' and l.relnamespace = n.oid
    where nspname ~ '^t_.+__' order by nspname collate "C"`)
  const facts: SchemaFacts[] = []
  for (let start = 0; start < rows.length; start += atOnce) facts.push(...(await readSome(session, rows.slice(start, start + atOnce), { mayReadLedgers })))
  return facts
}

async function readSome(session: SqlSession, schemas: readonly SchemaRow[], { mayReadLedgers }: { readonly mayReadLedgers: boolean }): Promise<readonly SchemaFacts[]> {
  const shapes = await readShapeFacts(session, schemas)
  const marks = await readMarkFacts(session, schemas, { mayReadLedgers })
  // One that was removed meanwhile is in neither.
  return schemas.flatMap(({ schema }) => {
    const [shape, mark] = [shapes.get(schema), marks.get(schema)]
    return shape === undefined || mark === undefined ? [] : [{ ...shape, ...mark }]
  })
}

/** The tenant whose data a schema holds, in SQL: ids have single dashes and no underscore. */
function tenantOf(schema: string): string {
  return `replace(substring(${schema} from '^t_(.*?)__'), '_', '-')`
}

async function readShapeFacts(session: SqlSession, schemas: readonly SchemaRow[]): Promise<ReadonlyMap<string, ShapeFacts>> {
  const { rows } = await session.query<ShapeFacts>(`
    with runtime as (select (select oid from pg_roles where rolname = 'tenon_runtime') as oid),
    relation as (
      select refobjid as schema, c.oid, relname, relkind, relrowsecurity and relforcerowsecurity as secured, reltoastrelid <> 0 as has_toast, ${isOwnRelation} as own,
        coalesce(case when relkind in ('r', 'p', 'v', 'm', 'f') then has_table_privilege(runtime.oid, c.oid, 'select') end, false) as readable
      from runtime, pg_depend d join pg_class c on c.oid = d.objid
      where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_namespace'::regclass and d.refobjid = any($1::oid[])
    ),
    index as (
      select schema, i.relname::text as name, indisvalid or exists (select from pg_stat_progress_create_index p where p.index_relid = pg_index.indexrelid) as usable
      from relation join pg_index on indrelid = relation.oid join pg_class i on i.oid = indexrelid where relation.relkind in ('r', 'p', 'm')
    )
    select nspname as schema,
      (select count(*)::int from relation where schema = n.oid and not own) as relations,
      (select coalesce(sum(1 + case when has_toast then 2 else 0 end + case when relkind in ('r', 'p', 'v', 'm', 'f', 'c') then 2 else 0 end
          + (select count(*) from pg_attrdef where adrelid = relation.oid) + (select count(*) from pg_constraint where conrelid = relation.oid)
          + (select count(*) from pg_policy where polrelid = relation.oid) + (select count(*) from pg_trigger where tgrelid = relation.oid)
          + (select count(*) from pg_rewrite where ev_class = relation.oid)), 0)::int from relation where schema = n.oid)
        + (select count(*)::int from index where schema = n.oid) + 1 as locks,
      array(select relname::text from relation where schema = n.oid and relkind in ('r', 'p') and not own and not (secured
        and exists (select from pg_policy where polrelid = relation.oid and polname = 'tenon_guard' and pg_get_expr(polqual, polrelid) like '%tenon.tenant\\_id%')
        and not exists (select from pg_policy where polrelid = relation.oid and polname <> 'tenon_guard' and polpermissive)) order by 1) as unguarded,
      array(select relname::text from relation join pg_policy on polrelid = relation.oid where schema = n.oid and relkind in ('r', 'p') and not own and polname = 'tenon_guard'
        and not ${namesTenant(tenantOf('nspname'))} order by 1) as "olderGuards",
      array(select relname::text from relation where schema = n.oid and readable and (own or relkind in ('m', 'f')) order by 1) as exposed,
      array(select name from index where schema = n.oid and not usable order by 1) as "invalidIndexes"
    from pg_namespace n where n.oid = any($1::oid[])`, [schemas.map(({ oid }) => oid)])
  return new Map(rows.map((row) => [row.schema, row]))
}

interface MarkRow {
  readonly schema: string
  readonly comment: string | null
  readonly ledger: readonly (DigestedEntry & { readonly dataVersion: number })[] | null
}

async function readMarkFacts(session: SqlSession, schemas: readonly SchemaRow[], { mayReadLedgers }: { readonly mayReadLedgers: boolean }): Promise<ReadonlyMap<string, MarkFacts>> {
  const rows = await readMarks(session, schemas, mayReadLedgers ? schemas.filter(({ hasLedger }) => hasLedger) : [])
  const withLedger = new Set(schemas.filter(({ hasLedger }) => hasLedger).map(({ schema }) => schema))
  return new Map(rows.map(({ schema, comment, ledger }) => [schema, { comment, ledger: ledger === null ? (withLedger.has(schema) ? 'unreadable' : null) : ledgerFacts(ledger) }]))
}

function ledgerFacts(entries: NonNullable<MarkRow['ledger']>): SchemaFacts['ledger'] {
  return { dataVersion: dataVersionOf(entries), digests: [ledgerDigest(entries), ledgerDigest(entries.filter(({ prepared }) => !prepared))] }
}

/**
 * Mark and ledger by one statement: of a tenant that moves meanwhile both are from before or both from after. A
 * schema that is removed meanwhile, or whose ledger belongs to somebody else, would fail all: then each is asked alone.
 */
async function readMarks(session: SqlSession, schemas: readonly SchemaRow[], readable: readonly SchemaRow[]): Promise<readonly MarkRow[]> {
  try {
    return await asOwner(session, readable.length > 0, async () => (await session.query<MarkRow>(marksStatement(readable), [schemas.map(({ schema }) => schema)])).rows)
  } catch (error) {
    const { code = '' } = error as { readonly code?: string }
    const [only] = schemas
    if (code !== '42501' && !schemaGone.includes(code)) throw error
    if (schemas.length > 1) {
      const each: MarkRow[] = []
      for (const one of schemas) each.push(...(await readMarks(session, [one], readable.includes(one) ? [one] : [])))
      return each
    }
    return only === undefined || schemaGone.includes(code) ? [] : readMarks(session, [only], [])
  }
}

function marksStatement(readable: readonly SchemaRow[]): string {
  const ledgers = readable.map(({ schema }) => `
    select ${quoteLiteral(schema)} as schema, (select coalesce(json_agg(json_build_object('dataVersion', data_version, 'name', name, 'checksum', checksum, 'prepared', prepared, 'finalized', finalized) order by data_version), '[]')
      from ${quoteIdentifier(schema)}.tenon_ledger) as ledger`)
  return `
    select nspname as schema, description as comment, l.ledger from pg_namespace
    left join pg_description on objoid = pg_namespace.oid and classoid = 'pg_namespace'::regclass and objsubid = 0
    left join (${ledgers.length === 0 ? 'select null::text as schema, null::json as ledger' : ledgers.join(' union all ')}) as l on l.schema = nspname
    where nspname = any($1::text[])`
}

/** In a transaction, so that nothing stays set on a connection that a pooler may give to somebody else. */
async function asOwner<Result>(session: SqlSession, isNeeded: boolean, work: () => Promise<Result>): Promise<Result> {
  if (!isNeeded) return work()
  await session.query('begin read only')
  try {
    await session.query('set local role tenon_owner')
    return await work()
  } finally {
    await session.query('rollback')
  }
}
