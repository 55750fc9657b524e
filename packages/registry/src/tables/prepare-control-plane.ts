import type { SqlDatabase, SqlSession } from '@tenon/model'
import { controlPlaneChanges } from './control-plane-schema.ts'
import { guardTenantTables } from './control-plane/control-plane-change.ts'
import type { ControlPlaneChange } from './control-plane/control-plane-change.ts'

/**
 * Creates or updates the schema `tenon`. Idempotent and safe when several hosts open at once: they
 * take turns under an advisory lock, and all changes are one transaction. Every table with rows of tenants is guarded after it.
 */
export async function prepareControlPlane(database: SqlDatabase): Promise<void> {
  await database.transaction(async (session) => {
    await takeTurn(session)
    await session.query('create schema if not exists tenon')
    await session.query('create table if not exists tenon.control_plane_change (version integer primary key, name text not null, applied_at timestamptz not null default now())')
    const applied = await readAppliedVersions(session)
    const pending = controlPlaneChanges.filter(({ version }) => !applied.has(version))
    for (const change of pending) await apply(session, change)
    if (pending.length > 0) await session.query(guardTenantTables)
  })
}

async function takeTurn(session: SqlSession): Promise<void> {
  await session.query("select pg_advisory_xact_lock(hashtextextended('tenon.control-plane', 0))")
}

async function readAppliedVersions(session: SqlSession): Promise<ReadonlySet<number>> {
  const { rows } = await session.query<{ version: number }>('select version from tenon.control_plane_change')
  return new Set(rows.map(({ version }) => version))
}

async function apply(session: SqlSession, { version, name, statements }: ControlPlaneChange): Promise<void> {
  for (const statement of statements) await session.query(statement)
  await session.query('insert into tenon.control_plane_change (version, name) values ($1, $2)', [version, name])
}
