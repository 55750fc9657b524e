import { describeStep } from '@tenon/planner'
import type { Clock, MigrationProgress, Plan, PlanStep, StepOutcome } from '@tenon/model'
import type { ApplyOptions } from '../surface/plan-registry.ts'

/** Keeps the outcome of every step while a plan runs, and tells whoever watches. */
export interface StepJournal {
  outcomes(): readonly StepOutcome[]
  /** Runs work as the steps that fit; they succeed or fail with it. */
  run<Result>(fits: (step: PlanStep) => boolean, work: () => Promise<Result>): Promise<Result>
  /** Notes what the migrator says about one module inside the move. */
  migration(module: string, progress: MigrationProgress): void
  /** Notes what the migrator says about one module while it prepares. */
  preparation(module: string, progress: MigrationProgress): void
  /** Steps that fit and had nothing left to do have succeeded. */
  settle(fits: (step: PlanStep) => boolean): void
  /** The transaction is gone: what had succeeded inside it was rolled back. */
  undo(): void
}

/** What a journal needs to know. */
export interface CreateStepJournalOptions {
  readonly plan: Plan
  readonly operationId: string
  readonly clock: Clock
  readonly onProgress: ApplyOptions['onProgress']
}

const migrationKinds: readonly PlanStep['kind'][] = ['migrate-up', 'migrate-down', 'contract']
const outsideTransaction: readonly PlanStep['kind'][] = ['fetch', 'prepare', 'hold']

export function createStepJournal({ plan, operationId, clock, onProgress }: CreateStepJournalOptions): StepJournal {
  const outcomes: StepOutcome[] = plan.steps.map((step) => ({ title: describeStep(step), status: 'not-run', durationMs: null, notes: [] }))

  function set(index: number, change: Partial<StepOutcome>, progress: MigrationProgress | null): void {
    const outcome = outcomes[index]
    if (outcome === undefined) return
    outcomes[index] = { ...outcome, ...change }
    onProgress?.({ operationId, step: index, title: outcome.title, progress })
  }

  function setAll(fits: (step: PlanStep) => boolean, change: Partial<StepOutcome>): void {
    plan.steps.forEach((step, index) => {
      if (fits(step)) set(index, change, null)
    })
  }

  function note(kinds: readonly PlanStep['kind'][], module: string, progress: MigrationProgress): void {
    const index = plan.steps.findIndex((step) => kinds.includes(step.kind) && 'migration' in step && step.module === module && step.migration === progress.migration)
    set(index, { status: progress.status, durationMs: progress.durationMs, notes: progress.notes }, progress)
  }

  return {
    outcomes: () => [...outcomes],
    async run(fits, work) {
      const startedAt = clock.now()
      setAll(fits, { status: 'running' })
      try {
        const result = await work()
        setAll(fits, { status: 'succeeded', durationMs: clock.now() - startedAt })
        return result
      } catch (error) {
        setAll(fits, { status: 'failed', durationMs: clock.now() - startedAt })
        throw error
      }
    },
    migration: (module, progress) => { note(migrationKinds, module, progress) },
    preparation: (module, progress) => { note(['prepare'], module, progress) },
    settle(fits) {
      plan.steps.forEach((step, index) => {
        if (fits(step) && outcomes[index]?.status === 'not-run') set(index, { status: 'succeeded', durationMs: 0 }, null)
      })
    },
    undo() {
      plan.steps.forEach((step, index) => {
        const status = outcomes[index]?.status
        if (status === 'running') set(index, { status: 'failed' }, null)
        if (status === 'succeeded' && !outsideTransaction.includes(step.kind)) set(index, { status: 'rolled-back' }, null)
      })
    },
  }
}
