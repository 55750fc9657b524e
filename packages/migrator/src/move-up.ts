import { nothingPreserved } from '@tenon/model'
import type { MigrationResult, MigrationSource } from '@tenon/model'
import { applyGuards } from './guards.ts'
import { createLedger, readLedger, recordApplied, renewMark } from './ledger.ts'
import { reportProgress } from './report-progress.ts'
import { runUsingNewValues } from './run-using-new-values.ts'
import { countStash } from './stash/count-stash.ts'
import { judgeBasis } from './stash/judge-basis.ts'
import { judgeMade } from './stash/judge-made.ts'
import { putBack } from './stash/put-back.ts'
import type { Counts } from './stash/put-back.ts'
import { readCatalog } from './stash/read-catalog.ts'
import { runRestore } from './stash/run-restore.ts'
import { renewBasis } from './stash/set-aside.ts'
import { dataVersionOf, pendingUp } from './verify-migrations.ts'
import type { MoveContext } from './with-move.ts'

/** Applies what is pending, each migration followed by the values that its down had set aside. */
export async function moveUp(context: MoveContext, migrations: readonly MigrationSource[]): Promise<MigrationResult> {
  const { session, target, options } = context
  await createLedger(session, target)
  const ledger = await readLedger(session, target)
  const pending = pendingUp(ledger, migrations, options.toDataVersion)
  if (pending.length === 0) return { dataVersion: dataVersionOf(ledger), applied: [], preserved: nothingPreserved }
  let counts: Counts = {}
  let dataVersion = dataVersionOf(ledger)
  for (const migration of pending) {
    await judgeMade(session, target.schema, { dataVersion, pending })
    await judgeBasis(session, target.schema, dataVersion)
    const put = await reportProgress(options, { migration: migration.name, done: 'succeeded' }, () => applyOne(context, migration))
    counts = sumOf(counts, put)
    dataVersion = Math.max(dataVersion, migration.dataVersion)
  }
  await applyGuards(session, target)
  const superseded = await countStash(session, 'superseded')
  await session.query('update tenon_stash set stands = null where superseded and stands is not null')
  await renewBasis(session, dataVersion, await readCatalog(session, target.schema))
  await renewMark(session, target)
  return { dataVersion, applied: pending.map(({ name }) => name), preserved: { setAside: {}, putBack: counts, superseded } }
}

async function applyOne({ session, target }: MoveContext, migration: MigrationSource) {
  // Checks put off to the commit would keep the next migration from altering the table: they are made here.
  await runUsingNewValues(session, target.schema, { migration: migration.name, file: migration.upFile, text: migration.up })
  const restored = await runRestore(session, target.schema, migration)
  const put = await putBack(session, target.schema, migration.dataVersion)
  await recordApplied(session, migration)
  return sumOf(restored, put)
}

function sumOf(a: Counts, b: Counts): Counts {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return Object.fromEntries(names.map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]))
}
