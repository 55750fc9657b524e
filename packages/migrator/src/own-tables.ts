/**
 * A condition on `pg_class` that holds for the migrator's own relations in a tenant's schema: no module
 * owns them, nobody but the owner role may touch them, and no comparison of a module's shape sees them.
 */
export const isOwnRelation = `relname ~ '^tenon_(ledger|stash|stash_id_seq|step|snapshot|snapshot_[0-9]+_[0-9]+)$'`
