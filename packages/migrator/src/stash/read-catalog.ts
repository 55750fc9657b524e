import type { SqlSession } from '@tenon/model'
import { isOwnRelation, relationsIn } from '../own-tables.ts'

/** One column as the catalog has it. */
export interface CatalogColumn {
  /** Stays when the column is renamed. */
  readonly number: number
  readonly name: string
  /** Identity of type and modifier: differs after any retype, even to another type of the same name. */
  readonly typeKey: string
  /** As a cast takes it. */
  readonly type: string
  /** Computed by the server: never stored, never restored. */
  readonly generated: boolean
}

/** One table of the tenant's schema, and how much this transaction did to its rows so far. */
export interface CatalogTable {
  /** Object id: stays when the table is renamed. */
  readonly relation: string
  readonly name: string
  /** Changes when the table is rewritten or truncated. */
  readonly storage: string
  readonly updated: number
  readonly deleted: number
  /** Numbers of the primary key's columns, in its order; null when there is no key. */
  readonly key: readonly number[] | null
  readonly columns: readonly CatalogColumn[]
}

/** Reads every table of the schema except the migrator's own. One query. */
export async function readCatalog(session: SqlSession, schema: string): Promise<readonly CatalogTable[]> {
  const { rows } = await session.query<CatalogTable>(`
    select c.oid::text as relation, relname as name, relfilenode::text as storage,
      pg_stat_get_xact_tuples_updated(c.oid)::int as updated, pg_stat_get_xact_tuples_deleted(c.oid)::int as deleted,
      (select to_json(conkey) from pg_constraint where conrelid = c.oid and contype = 'p') as key,
      (select coalesce(json_agg(json_build_object('number', attnum, 'name', attname, 'typeKey', atttypid || ':' || atttypmod,
          'type', format_type(atttypid, atttypmod), 'generated', attgenerated <> '') order by attnum), '[]')
        from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped) as columns
    from ${relationsIn('$1')}
    where relkind in ('r', 'p') and not relispartition and not ${isOwnRelation}
    order by relname`, [schema])
  return rows
}
