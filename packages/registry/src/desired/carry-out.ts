import type { DesiredChange, ImportPlan, LockEntry, Problem } from '@tenon/model'
import { createOrganization, createTenant } from '../actions/create-tenant.ts'
import { changeTenant, renameOrganization } from '../actions/change-tenant.ts'
import { setChannel } from '../actions/set-channel.ts'
import { removePin, setPin } from '../actions/set-pin.ts'
import { writeGrants } from '../actions/write-grants.ts'
import { writeSettings } from '../actions/write-settings.ts'
import { entryOf } from '../plan/tenant-facts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { PlanRegistry } from '../surface/plan-registry.ts'
import type { Actor } from '../surface/tenant-registry.ts'
import { selectCurrentLock } from '../tables/locks.ts'
import { selectTenant } from '../tables/tenants.ts'

/** What carrying out a change works with. */
export interface CarryOutParts {
  readonly parts: RegistryParts
  readonly plans: Pick<PlanRegistry, 'plan' | 'apply'>
  readonly plan: ImportPlan
  readonly actor: Actor
}

/** Why a change was not carried out although nothing threw: the move failed and says so itself. */
export interface CarriedOut {
  readonly operationId: string | null
  readonly problem: Problem | null
}

const done: CarriedOut = { operationId: null, problem: null }

/** Carries one change out, with its history row in the same transaction. Rejects with what refuses it. */
export async function carryOut(world: CarryOutParts, change: DesiredChange): Promise<CarriedOut> {
  const { parts, actor } = world
  switch (change.kind) {
    case 'create-organization':
      await createOrganization(parts, { id: change.organization, name: change.name })
      return done
    case 'rename-organization':
      await renameOrganization(parts, change.organization, change.after)
      return done
    case 'create-tenant':
      await createTenant(parts, { id: change.tenantId, organizationId: change.organization, ...change.after, by: actor })
      return done
    case 'change-tenant':
      await changeTenant(parts, { tenantId: change.tenantId, traits: change.after, ...actor })
      return done
    case 'channel':
      await setChannel(parts, { tenantId: change.tenantId, channel: change.after, ...(change.module !== null && { module: change.module }), ...actor })
      return done
    case 'pin':
      await carryOutPin(world, change)
      return done
    case 'move':
      return carryOutMove(world, change)
    case 'settings':
      await writeSettings(parts, { tenantId: change.tenantId, module: change.module, values: change.after, ...actor })
      return done
    case 'grants':
      await carryOutGrants(world, change)
      return done
    default:
      return change satisfies never
  }
}

type ChangeOf<Kind extends DesiredChange['kind']> = Extract<DesiredChange, { kind: Kind }>

async function carryOutPin({ parts, actor }: CarryOutParts, { tenantId, module, after }: ChangeOf<'pin'>): Promise<void> {
  if (after === null) return removePin(parts, { tenantId, module }, actor)
  const { range, owner, reason, expires = null } = after
  await setPin(parts, { tenantId, module, range, owner, reason, expiresAt: expires, actor: actor.actor })
}

async function carryOutMove({ plans, actor }: CarryOutParts, { tenantId, after }: ChangeOf<'move'>): Promise<CarriedOut> {
  const plan = await plans.plan({ kind: 'move', tenantId, targets: after }, actor)
  const { id, problem } = await plans.apply(plan.id, actor)
  return { operationId: id, problem }
}

/** Against what is granted by now: an install before this granted everything its version lists. */
async function carryOutGrants({ parts, plan, actor }: CarryOutParts, { tenantId, module }: ChangeOf<'grants'>): Promise<void> {
  const listed = plan.desired.tenants?.[tenantId]?.modules?.[module]?.grants ?? []
  const { grants } = await currentEntry(parts, tenantId, module)
  const all = [...new Set([...listed, ...(plan.prune ? [] : grants)])]
  await writeGrants(parts, { tenantId, module, permissions: all, ...actor }, (_granted, named) => named)
}

function currentEntry({ database }: RegistryParts, tenantId: string, module: string): Promise<LockEntry> {
  return database.transaction(async (session) => {
    const tenant = await selectTenant(session, tenantId)
    return entryOf({ tenant, lock: await selectCurrentLock(session, tenant) }, module)
  })
}
