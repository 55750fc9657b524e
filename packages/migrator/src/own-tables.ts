/**
 * A condition on `pg_class` that holds for the migrator's own relations in a tenant's schema: no module
 * owns them, nobody but the owner role may touch them, and no comparison of a module's shape sees them.
 */
export const isOwnRelation = `relname ~ '^tenon_(ledger|stash|stash_id_seq|step|snapshot|snapshot_[0-9]+_[0-9]+)$'`

/**
 * The relations of one schema, as `c`, for a from clause: tables, views, sequences, ..., not indexes. By
 * pg_depend's index: pg_class has none on its namespace, and would be read from end to end, with the
 * catalog of every tenant of the database (200,000 rows at 2,000 module-schemas).
 * @param schema - an expression of the schema's name
 */
export function relationsIn(schema: string): string {
  return `pg_depend d join pg_class c on c.oid = d.objid and d.classid = 'pg_class'::regclass
      and d.refclassid = 'pg_namespace'::regclass and d.refobjid = (select oid from pg_namespace where nspname = ${schema})`
}
