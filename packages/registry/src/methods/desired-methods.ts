import { applyImport } from '../desired/apply-import.ts'
import { planImport } from '../desired/plan-import.ts'
import { readDesiredState } from '../desired/read-desired-state.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { DesiredRegistry } from '../surface/desired-registry.ts'
import type { PlanRegistry } from '../surface/plan-registry.ts'
import { selectImport } from '../tables/imports.ts'

/** @param plans - the moves of an import take their turn with all others */
export function desiredMethods(parts: RegistryParts, plans: Pick<PlanRegistry, 'plan' | 'apply'>): DesiredRegistry {
  return {
    exportState: (tenantId) => parts.database.transaction(async (session) => {
      await session.query('set transaction isolation level repeatable read')
      return readDesiredState(session, tenantId ?? null)
    }),
    planImport: (options) => planImport(parts, options),
    getImport: (importId) => selectImport(parts.database, importId),
    applyImport: (importId, actor) => applyImport({ parts, plans, actor }, importId),
  }
}
