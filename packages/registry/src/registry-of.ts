import type { RefusedVersion, WakeUps } from '@tenon/model'
import type { Serving } from './begin-serving.ts'
import { approvalMethods } from './methods/approval-methods.ts'
import { catalogMethods } from './methods/catalog-methods.ts'
import type { RefusedVersions } from './methods/catalog-methods.ts'
import { channelMethods } from './methods/channel-methods.ts'
import { consentMethods } from './methods/consent-methods.ts'
import { dataMethods } from './methods/data-methods.ts'
import { desiredMethods } from './methods/desired-methods.ts'
import { eventMethods } from './methods/event-methods.ts'
import { fleetMethods } from './methods/fleet-methods.ts'
import { hostMethods } from './methods/host-methods.ts'
import { lockMethods } from './methods/lock-methods.ts'
import type { PlanMethods } from './methods/plan-methods.ts'
import { queueMethods } from './methods/queue-methods.ts'
import { runningMethods } from './methods/running-methods.ts'
import { supplyMethods } from './methods/supply-methods.ts'
import { timelineMethods } from './methods/timeline-methods.ts'
import { tenantMethods } from './methods/tenant-methods.ts'
import { workMethods } from './methods/work-methods.ts'
import type { ModuleRegistry } from './module-registry.ts'
import type { RegistryParts } from './registry-parts.ts'

/** What a registry remembers in memory besides the view. */
export interface RegistryMemory {
  readonly refused: readonly RefusedVersion[]
  readonly plans: PlanMethods
  /** Null when this process serves nobody. */
  readonly serving: Serving | null
  readonly wakeUps: WakeUps | null
}

/** The methods of a registry over its parts. */
export function registryOf(parts: RegistryParts, memory: RegistryMemory): ModuleRegistry {
  const refused = rememberRefused(memory.refused)
  const { idle, ...plans } = memory.plans
  const { serving, wakeUps } = memory
  return {
    ...tenantMethods(parts), ...consentMethods(parts), ...channelMethods(parts), ...catalogMethods(parts, refused), ...plans, ...approvalMethods(parts), ...dataMethods(parts),
    ...lockMethods(parts, refused), ...eventMethods(parts), ...workMethods(parts),
    ...timelineMethods(parts), ...desiredMethods(parts, plans),
    ...hostMethods(parts), ...queueMethods(parts, wakeUps, () => serving?.lookAtQueue()), ...fleetMethods(parts, wakeUps, () => serving?.lookAtQueue()),
    ...supplyMethods(parts),
    ...runningMethods(parts, {
      async idle() {
        await serving?.stopWorking()
        await idle()
      },
      leave: async () => serving?.leave(),
    }),
  }
}

function rememberRefused(first: readonly RefusedVersion[]): RefusedVersions {
  let refused = first
  return { all: () => refused, replace: (next) => void (refused = next) }
}
