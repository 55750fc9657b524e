import { isTenonError } from '@tenon/model'
import { makePlan } from '../plan/make-plan.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { Exposure, PlannedExit } from '../surface/supply-registry.ts'
import type { Actor } from '../surface/tenant-registry.ts'
import { readExposure } from './read-exposure.ts'

/** Saves one plan for each exposed tenant with a way out: all its exposed modules move in one. Applies none. */
export async function planExits(parts: RegistryParts, subject: string | undefined, actor: Actor): Promise<readonly PlannedExit[]> {
  const { exposed } = await readExposure(parts, subject)
  const exits: PlannedExit[] = []
  for (const [tenantId, exposures] of Map.groupBy(exposed, (exposure) => exposure.tenantId)) {
    const targets = Object.fromEntries(exposures.flatMap(exitOf))
    if (Object.keys(targets).length > 0) exits.push(await planExit(parts, { tenantId, targets }, actor))
  }
  return exits
}

function exitOf({ module, fix }: Exposure): readonly (readonly [string, string])[] {
  const to = fix.resolves ? fix.version : fix.instead
  return to === null ? [] : [[module, to]]
}

async function planExit(parts: RegistryParts, { tenantId, targets }: Pick<PlannedExit, 'tenantId' | 'targets'>, actor: Actor): Promise<PlannedExit> {
  try {
    return { tenantId, targets, plan: await makePlan(parts, { kind: 'move', tenantId, targets }, actor), problem: null }
  } catch (error) {
    if (isTenonError(error)) return { tenantId, targets, plan: null, problem: error.problem }
    throw error
  }
}
