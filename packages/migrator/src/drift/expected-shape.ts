import { randomBytes } from 'node:crypto'
import type { MigrationSource, MigrationTarget, SqlSession } from '@tenon/model'
import type { LedgerRow } from '../ledger.ts'
import { ledgerDigest } from '../schema-mark.ts'
import { readShapes } from '../shape/read-shapes.ts'
import type { SchemaShape } from '../shape/read-shapes.ts'
import { withMove } from '../with-move.ts'
import { appliedOf, replay } from './replay.ts'

/** Shapes that were computed before, by server version and ledger. Several databases may share one. */
export type ExpectedShapes = Map<string, SchemaShape>

/** Past this the shape that was computed first is forgotten. One of 12 tables takes about 30 kB. */
const mostShapes = 200

/** A scratch schema is nobody else's: there is nothing to wait for. */
export const patient = { lockTimeoutMs: 0, lockAttempts: 1, statementTimeoutMs: 0, wait: () => Promise.resolve() }

/** A schema that no module's name leads to, of the same tenant, so that what speaks of the tenant is the same in it. For a moment inside a transaction. */
export function scratchTarget(target: MigrationTarget): MigrationTarget {
  return { ...target, schema: `t_${target.tenantId.replaceAll('-', '_')}__0${randomBytes(6).toString('hex')}` }
}

/**
 * What the migrations in a ledger make: replayed in a scratch schema inside a savepoint that is rolled
 * back, so nothing of it is ever seen or kept. Computed once for each ledger.
 * @throws MIGRATION_FAILED when the module's own history does not run on an empty schema
 */
export async function expectedShape(session: SqlSession, known: ExpectedShapes, { target, ledger, migrations }: { readonly target: MigrationTarget; readonly ledger: readonly LedgerRow[]; readonly migrations: readonly MigrationSource[] }): Promise<SchemaShape> {
  const { rows } = await session.query<{ version: string }>(`select current_setting('server_version_num') as version`)
  const key = `${rows[0]?.version ?? ''} ${ledgerDigest(ledger)}`
  const before = known.get(key)
  if (before) return before
  const shape = await replayed(session, scratchTarget(target), appliedOf(ledger, migrations))
  const [oldest] = known.keys()
  if (known.size >= mostShapes && oldest !== undefined) known.delete(oldest)
  known.set(key, shape)
  return shape
}

async function replayed(session: SqlSession, scratch: MigrationTarget, migrations: readonly MigrationSource[]): Promise<SchemaShape> {
  await session.query('savepoint tenon_scratch')
  const shape = await withMove({ session, target: scratch }, patient, async () => {
    await replay(session, scratch, migrations)
    return (await readShapes(session, [scratch.schema])).get(scratch.schema)
  })
  await session.query('rollback to savepoint tenon_scratch; release savepoint tenon_scratch')
  return shape ?? { fingerprint: '', objects: [] }
}
