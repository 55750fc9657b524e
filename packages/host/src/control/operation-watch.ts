import { setTimeout as sleep } from 'node:timers/promises'
import type { Operation, StepOutcome } from '@tenon/model'
import type { ApplyOptions, ModuleRegistry, OperationProgress } from '@tenon/registry'

/** How often an operation that another process runs is looked at. */
const pollEveryMs = 200

/** How long a reader is willing to wait, and what ends the wait early. */
export interface ReadOperationOptions {
  /** 0 answers at once. */
  readonly waitMs: number
  readonly signal: AbortSignal
}

/** Starts operations and lets callers wait for their end. Operations of this process also show the step they are at. */
export interface OperationWatch {
  start(planId: string, options: Omit<ApplyOptions, 'onProgress'>): Promise<Operation>
  /** Resolves when the operation has ended or `waitMs` is over, whichever comes first. */
  read(operationId: string, options: ReadOperationOptions): Promise<Operation>
}

interface LiveOperation {
  readonly finished: Promise<unknown>
  readonly latest: () => OperationProgress | null
}

/** An operation watch over a registry. It remembers only what runs at the moment. */
export function createOperationWatch(registry: ModuleRegistry): OperationWatch {
  const live = new Map<string, LiveOperation>()

  async function start(planId: string, options: Omit<ApplyOptions, 'onProgress'>): Promise<Operation> {
    let latest: OperationProgress | null = null
    const { operation, finished } = await registry.start(planId, { ...options, onProgress: (progress) => { latest = progress } })
    const ended = finished.catch(() => null).finally(() => live.delete(operation.id))
    live.set(operation.id, { finished: ended, latest: () => latest })
    return operation
  }

  async function read(operationId: string, { waitMs, signal }: ReadOperationOptions): Promise<Operation> {
    const now = await registry.getOperation(operationId)
    if (now.status !== 'running') return now
    if (waitMs > 0) await waitForEnd(operationId, waitMs, signal)
    const after = await registry.getOperation(operationId)
    return after.status === 'running' ? withProgress(after, live.get(operationId)?.latest() ?? null) : after
  }

  async function waitForEnd(operationId: string, waitMs: number, signal: AbortSignal): Promise<void> {
    const timer = new AbortController()
    const over = sleep(waitMs, undefined, { signal: AbortSignal.any([signal, timer.signal]) }).catch(() => undefined)
    const ended = live.get(operationId)?.finished ?? endedElsewhere(operationId, timer.signal)
    await Promise.race([over, ended])
    timer.abort()
  }

  async function endedElsewhere(operationId: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(pollEveryMs, undefined, { signal }).catch(() => undefined)
      if ((await registry.getOperation(operationId)).status !== 'running') return
    }
  }

  return { start, read }
}

function withProgress(operation: Operation, progress: OperationProgress | null): Operation {
  if (progress === null) return operation
  return { ...operation, steps: operation.steps.map((step, index) => liveStep(step, index, progress)) }
}

function liveStep(step: StepOutcome, index: number, progress: OperationProgress): StepOutcome {
  if (step.status !== 'not-run' || index > progress.step) return step
  if (index < progress.step) return { ...step, status: 'succeeded' }
  return { ...step, status: 'running', notes: progress.progress?.notes ?? step.notes }
}
