import { isModuleName } from '@tenon/model'
import type { Pin } from '@tenon/model'
import { isRange } from '@tenon/resolver'
import type { Actor, SetPinOptions } from '../surface/tenant-registry.ts'
import { registryErrors } from '../registry-errors.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { deletePin, insertPinRemoved, insertPinSet, upsertPin } from '../tables/pins.ts'
import { selectTenant } from '../tables/tenants.ts'
import { parseInstant } from './parse-instant.ts'

/** Replaces a pin together with its history row. @throws PIN_RANGE_INVALID, ID_INVALID, INSTANT_INVALID, TENANT_UNKNOWN */
export async function setPin(parts: RegistryParts, options: SetPinOptions & Pick<Actor, 'actor'>): Promise<Pin> {
  const { tenantId, module, range, owner, reason, actor, expiresAt = null } = options
  if (!isRange(range)) throw registryErrors.PIN_RANGE_INVALID({ range })
  if (!isModuleName(module)) throw registryErrors.ID_INVALID({ kind: 'module', id: module })
  const pin: Pin = { tenantId, module, range, owner, reason, expiresAt: expiresAt === null ? null : parseInstant(expiresAt), createdAt: nowOf(parts) }
  await parts.database.transaction(async (session) => {
    await selectTenant(session, tenantId)
    await upsertPin(session, pin)
    await insertPinSet(session, pin, actor)
  })
  return pin
}

/** Removes a pin together with its history row. @throws PIN_UNKNOWN, TENANT_UNKNOWN */
export async function removePin(parts: RegistryParts, { tenantId, module }: Pick<Pin, 'tenantId' | 'module'>, actor: Actor): Promise<void> {
  await parts.database.transaction(async (session) => {
    await selectTenant(session, tenantId)
    if (!(await deletePin(session, tenantId, module))) throw registryErrors.PIN_UNKNOWN({ tenant: tenantId, module })
    await insertPinRemoved(session, { tenantId, module, createdAt: nowOf(parts) }, actor)
  })
}
