import type { MigrationSource, MigrationTarget, SqlSession } from '@tenon/model'
import { applyGuards } from '../guards.ts'
import type { LedgerRow } from '../ledger.ts'
import { runMigrationSql } from '../run-migration-sql.ts'
import { readFingerprints } from '../shape/read-shapes.ts'
import { dataVersionOf } from '../verify-migrations.ts'
import { withMove } from '../with-move.ts'
import { patient, scratchTarget } from './expected-shape.ts'
import { appliedOf, replay, replayOne } from './replay.ts'

/** A ledger, and the module's whole history as the newest version that wrote to it knows it. */
export interface KnownHistory {
  readonly ledger: readonly LedgerRow[]
  readonly migrations: readonly MigrationSource[]
}

/**
 * Fingerprints of a schema at a ledger's place that went further up and came down again. A down need not be an
 * exact inverse: a primary key that it drops leaves its columns `not null`. Neither ledger nor mark remembers the
 * way, so each data version that a roll back could have come from is tried in a scratch schema, inside a savepoint
 * that is rolled back. Costs two moves for each of them: ask only when a shape is not the expected one.
 */
export async function returnedFingerprints(session: SqlSession, target: MigrationTarget, { ledger, migrations }: KnownHistory): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  const scratch = scratchTarget(target)
  await session.query('savepoint tenon_scratch')
  await withMove({ session, target: scratch }, patient, async () => {
    await replay(session, scratch, appliedOf(ledger, migrations))
    const later = reversibleAfter({ ledger, migrations })
    for (let count = 1; count <= later.length; count += 1) {
      const fingerprint = await upAndDown(session, scratch, later.slice(0, count))
      if (fingerprint === null) break
      found.add(fingerprint)
    }
  })
  await session.query('rollback to savepoint tenon_scratch; release savepoint tenon_scratch')
  return found
}

/** What could have been applied above the ledger and undone again. */
function reversibleAfter({ ledger, migrations }: KnownHistory): readonly MigrationSource[] {
  const above = migrations.filter(({ dataVersion, phase }) => dataVersion > dataVersionOf(ledger) && phase !== 'contract').toSorted((a, b) => a.dataVersion - b.dataVersion)
  const oneWay = above.findIndex(({ down }) => down === null)
  return oneWay === -1 ? above : above.slice(0, oneWay)
}

/** Null when they do not run: then no tenant came this way. */
async function upAndDown(session: SqlSession, scratch: MigrationTarget, steps: readonly MigrationSource[]): Promise<string | null> {
  await session.query('savepoint tenon_return')
  try {
    for (const step of steps) await replayOne(session, scratch, step)
    await applyGuards(session, scratch)
    for (const { name, downFile, down } of steps.toReversed()) {
      await runMigrationSql(session, { migration: name, file: downFile ?? '', text: down ?? '' })
      await session.query('set constraints all immediate')
    }
    await applyGuards(session, scratch)
    return (await readFingerprints(session, [scratch.schema])).get(scratch.schema) ?? null
  } catch (error) {
    if ((error as { readonly code?: string }).code !== 'MIGRATION_FAILED') throw error
    return null
  } finally {
    await session.query('rollback to savepoint tenon_return; release savepoint tenon_return')
  }
}
