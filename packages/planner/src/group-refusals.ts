import { canonicalJson } from '@tenon/model'
import type { RefusedTenants } from '@tenon/model'

/** Why one tenant cannot move as asked. */
export interface Refusal {
  readonly tenantId: string
  readonly code: string
  /** One sentence each, without the tenant's name. */
  readonly reasons: readonly string[]
}

/** Puts tenants together that are refused for the same reasons: most tenants first, then by reasons. The order of `refusals` carries no meaning. */
export function groupRefusals(refusals: readonly Refusal[]): readonly RefusedTenants[] {
  const groups = Map.groupBy(refusals, ({ code, reasons }) => canonicalJson([code, ...reasons.toSorted()]))
  return [...groups].toSorted(([one, some], [other, others]) => others.length - some.length || (one < other ? -1 : 1)).map(([, [first, ...more]]) => {
    const { code, reasons } = first as Refusal
    return { code, reasons: reasons.toSorted(), tenantIds: [first as Refusal, ...more].map(({ tenantId }) => tenantId).toSorted() }
  })
}
