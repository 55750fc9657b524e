import type { Plan, StoredArtifact } from '@tenon/model'
import type { RegistryParts } from '../registry-parts.ts'
import { saveSteps } from '../tables/operations.ts'
import type { StepJournal } from './step-journal.ts'
import { targetOf } from './target-of.ts'

/** What preparing the moves of a plan needs. */
export interface PrepareMovesOptions {
  readonly plan: Plan
  readonly operationId: string
  readonly journal: StepJournal
  /** Verified artifacts by module. */
  readonly artifacts: ReadonlyMap<string, StoredArtifact>
  readonly signal: AbortSignal | undefined
}

/**
 * Runs the plan's `prepare` steps, before any call is held: hours may go by while the version in force serves.
 * How far they are is written into the operation's row, for whoever asks another host, or after a crash.
 * What is prepared stays when the operation fails; the next one goes on from there.
 * @throws MIGRATION_FAILED, PREPARATION_BUSY, PREPARATION_STOPPED
 */
export async function prepareMoves(parts: RegistryParts, options: PrepareMovesOptions): Promise<void> {
  const { plan, journal, artifacts, signal } = options
  const keeper = keepSteps(parts, options)
  const modules = new Set(plan.steps.flatMap((step) => (step.kind === 'prepare' ? [step.module] : [])))
  try {
    for (const { module, to } of plan.moves.filter((move) => modules.has(move.module))) {
      const artifact = artifacts.get(module)
      await parts.migrator.prepare(parts.database, targetOf(plan.tenantId, module, artifact?.manifest), {
        migrations: artifact?.migrations ?? [],
        toDataVersion: to.dataVersion,
        onProgress: (progress) => {
          journal.preparation(module, progress)
          keeper.save()
        },
        ...(signal === undefined ? {} : { signal }),
      })
    }
    // Of what an earlier attempt did the migrator says nothing.
    journal.settle((step) => step.kind === 'prepare')
  } finally {
    await keeper.end()
  }
}

/** Writes the steps at most one statement at a time; what comes meanwhile is written with the next. */
function keepSteps({ database }: RegistryParts, { operationId, journal }: PrepareMovesOptions) {
  let writing: Promise<void> | null = null
  let waiting = false
  async function write(): Promise<void> {
    do {
      waiting = false
      // Only what people read meanwhile: the end of the operation is written on its own, and not so lightly.
      await saveSteps(database, operationId, journal.outcomes()).catch(() => undefined)
    } while (waiting)
    writing = null
  }
  return {
    save(): void {
      waiting = true
      writing ??= write()
    },
    end: () => writing ?? Promise.resolve(),
  }
}
