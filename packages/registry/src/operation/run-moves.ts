import { nothingPreserved } from '@tenon/model'
import type { MigrationProgress, MigrationResult, MigrationTarget, Move, Plan, PreservedData, StoredArtifact } from '@tenon/model'
import type { TenantFacts } from '../plan/tenant-facts.ts'
import { registryErrors } from '../registry-errors.ts'
import type { StepJournal } from './step-journal.ts'
import { targetOf } from './target-of.ts'

/** What running the moves of a plan needs. */
export interface RunMovesOptions {
  readonly plan: Plan
  readonly journal: StepJournal
  /** Verified artifacts by module. */
  readonly artifacts: ReadonlyMap<string, StoredArtifact>
}

/** Moves the data of every module of a plan, in its order, inside the transaction of `facts`. @throws MIGRATION_FAILED, DATA_VERSION_UNEXPECTED */
export async function runMoves(facts: TenantFacts, options: RunMovesOptions): Promise<PreservedData> {
  const preserved: PreservedData[] = []
  for (const move of options.plan.moves) preserved.push(await runMove(facts, move, options))
  return preserved.reduce(merge, nothingPreserved)
}

async function runMove(facts: TenantFacts, move: Move, { journal, artifacts }: RunMovesOptions): Promise<PreservedData> {
  const { module } = move
  const artifact = artifacts.get(module)
  const target = targetOf(facts.tenant.id, module, artifact?.manifest)
  const result = await migrate(facts, move, { target, migrations: artifact?.migrations ?? [], onProgress: (progress) => journal.migration(module, progress) })
  const expected = move.to.dataVersion
  if (result.dataVersion !== expected) throw registryErrors.DATA_VERSION_UNEXPECTED({ tenant: facts.tenant.id, module, expected, found: result.dataVersion })
  return result.preserved
}

interface MigrateOptions {
  readonly target: MigrationTarget
  readonly migrations: StoredArtifact['migrations']
  readonly onProgress: (progress: MigrationProgress) => void
}

function migrate({ session, parts }: TenantFacts, { kind, to }: Move, { target, migrations, onProgress }: MigrateOptions): Promise<MigrationResult> {
  const options = { toDataVersion: to.dataVersion, onProgress }
  switch (kind) {
    case 'install':
    case 'upgrade':
      return parts.migrator.up(session, target, { ...options, migrations })
    case 'roll-back':
      return parts.migrator.down(session, target, options)
    case 'finalize':
      return parts.migrator.finalize(session, target, { ...options, migrations })
    default:
      return kind satisfies never
  }
}

function merge(a: PreservedData, b: PreservedData): PreservedData {
  return { setAside: { ...a.setAside, ...b.setAside }, putBack: { ...a.putBack, ...b.putBack }, superseded: { ...a.superseded, ...b.superseded } }
}
