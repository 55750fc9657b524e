import type { MigrationTarget, Preparation, SqlSession } from '@tenon/model'
import { readLedger } from '../ledger.ts'
import { readSteps } from './step-journal.ts'

/** How far the preparation of a move has come. Reads only. */
export async function readPreparation(session: SqlSession, target: MigrationTarget): Promise<Preparation> {
  const ledger = await readLedger(session, target)
  const prepared = ledger.filter((entry) => entry.prepared)
  const steps = await readSteps(session, target)
  const recorded = new Set(ledger.map(({ dataVersion }) => dataVersion))
  const current = steps.findLast(({ dataVersion }) => !recorded.has(dataVersion))
  return {
    prepared: prepared.map(({ name }) => name),
    current: current ? { migration: current.migration, statement: current.statement } : null,
    rows: steps.reduce((sum, { rows }) => sum + rows, 0),
  }
}
