import type { LedgerEntry, MigrationSource } from '@tenon/model'
import { ledgerDigest } from '../schema-mark.ts'
import type { SchemaMark } from '../schema-mark.ts'
import { dataVersionOf, pendingDown, pendingUp } from '../verify-migrations.ts'
import { stepByStep } from './move-program.ts'
import type { CompileRequest, StepByStep } from './move-program.ts'

/** A move as its ledger and its history alone tell it. */
export interface PlannedMove {
  readonly kind: 'planned'
  /** What the tenants' ledgers hold, oldest first. */
  readonly held: readonly MigrationSource[]
  /** What is applied, oldest first, or undone, newest first. */
  readonly steps: readonly MigrationSource[]
  /** The mark after it, but for what the stash may hold. */
  readonly after: Omit<SchemaMark, 'kept'>
}

type Held = MigrationSource & LedgerEntry & { readonly finalized: boolean }

/** Finds out which ledger the request's mark stands for, and what the move runs. Pure. */
export function planMove(request: CompileRequest): PlannedMove | StepByStep {
  const ledger = explainLedger(request)
  if (ledger === null) return stepByStep('the ledger is not explained by this history: it holds other SQL, unknown migrations or prepared steps')
  try {
    return request.direction === 'up' ? planUp(request, ledger) : planDown(request, ledger)
  } catch (error) {
    return stepByStep((error as Error).message)
  }
}

function planUp({ migrations, toDataVersion }: CompileRequest, ledger: readonly Held[]): PlannedMove | StepByStep {
  const steps = pendingUp(ledger, migrations, toDataVersion)
  const apart = steps.find(({ run }) => run !== 'transaction')
  if (apart) return stepByStep(`${apart.name} does not run inside the move's transaction`)
  return planned(ledger, steps, [...ledger, ...steps.map((step) => heldOf(step, false))])
}

function planDown({ toDataVersion }: CompileRequest, ledger: readonly Held[]): PlannedMove | StepByStep {
  const undone = new Set(pendingDown(ledger, toDataVersion).map(({ dataVersion }) => dataVersion))
  return planned(ledger, ledger.filter(({ dataVersion }) => undone.has(dataVersion)).toReversed(), ledger.filter(({ dataVersion }) => !undone.has(dataVersion)))
}

function planned(held: readonly Held[], steps: readonly MigrationSource[], after: readonly Held[]): PlannedMove | StepByStep {
  if (steps.length === 0) return stepByStep('there is nothing to do')
  return { kind: 'planned', held, steps, after: { dataVersion: dataVersionOf(after), ledger: ledgerDigest(after.toSorted(byVersion)) } }
}

/**
 * The ledger whose digest the mark carries. Besides the plain one, those that a finalize leaves: contract steps
 * applied up to one version, entries finalized up to another.
 */
function explainLedger({ from, migrations }: CompileRequest): readonly Held[] | null {
  if (from === null) return []
  const known = migrations.filter(({ dataVersion }) => dataVersion <= from.dataVersion).toSorted(byVersion)
  const versions = [0, ...known.map(({ dataVersion }) => dataVersion)]
  for (const finalized of versions) {
    for (const contracted of versions.filter((version) => version <= finalized)) {
      const held = known.filter(({ phase, dataVersion }) => phase !== 'contract' || dataVersion <= contracted).map((migration) => heldOf(migration, migration.dataVersion <= finalized))
      if (dataVersionOf(held) === from.dataVersion && ledgerDigest(held) === from.ledger) return held
    }
  }
  return null
}

function heldOf(migration: MigrationSource, finalized: boolean): Held {
  return { ...migration, finalized, prepared: false, appliedAt: '' }
}

function byVersion(a: MigrationSource, b: MigrationSource): number {
  return a.dataVersion - b.dataVersion
}
