import { openPresence } from './hosts/open-presence.ts'
import type { PlanMethods } from './methods/plan-methods.ts'
import { recoverOperations } from './operation/recover-operations.ts'
import type { OpenRegistryOptions } from './open-registry.ts'
import { openReconciler } from './queue/reconciler.ts'
import { scanDriftEvery } from './queue/scan-drift.ts'
import { turnWheel } from './queue/turn-wheel.ts'
import { nowOf } from './registry-parts.ts'
import type { RegistryParts } from './registry-parts.ts'

/** What a registry that serves calls does besides answering. */
export interface Serving {
  /** Takes up what was queued just now. */
  lookAtQueue(): void
  /** Takes up nothing more, and waits for what it has. */
  stopWorking(): Promise<void>
  /** Ends what makes this process known as a host. */
  leave(): Promise<void>
}

/** What serving needs. */
export interface BeginServingOptions {
  readonly parts: RegistryParts
  readonly plans: PlanMethods
  readonly options: Pick<OpenRegistryOptions, 'hostLabel' | 'wakeUps' | 'lookEveryMs' | 'driftScanEveryMs' | 'movesAtOnce'>
  readonly hostId: string
}

/** Becomes a host: announced first, then working on the queue, and looking again and again for what nobody was told of. */
export async function beginServing({ parts, plans, options, hostId }: BeginServingOptions): Promise<Serving> {
  const host = { id: hostId, label: options.hostLabel ?? hostId, version: parts.hostVersion, startedAt: nowOf(parts) }
  const leave = await openPresence({ ...parts, host, isOwn: parts.holdAnswers.isExpected })
  const reconciler = await openReconciler(parts, { hostId, start: plans.start, wakeUps: options.wakeUps ?? null, atOnce: options.movesAtOnce ?? 4 })
  const { driftScanEveryMs = 3_600_000 } = options
  const stopWheel = turnWheel([
    () => recoverOperations(parts, null),
    reconciler.pass,
    ...(driftScanEveryMs === 'never' ? [] : [() => scanDriftEvery(parts, driftScanEveryMs)]),
  ], options.lookEveryMs ?? 5_000)
  return {
    lookAtQueue: () => void reconciler.pass().catch(() => undefined),
    async stopWorking() {
      await Promise.all([stopWheel(), reconciler.close()])
    },
    leave,
  }
}
