import type { DemoTenant } from './demo-tenants.ts'
import { tenantHttp } from './tenant-http.ts'
import { trades } from './trades.ts'

/** Units of which people sell a part. */
const measured = new Set<string>(['kg', 'm'])

/** A delivery, then what two customers took of it. */
const parts = [
  { kind: 'receive', quantity: '2.5', reference: 'PO-4200' },
  { kind: 'ship', quantity: '0.35', reference: 'SO-89001' },
  { kind: 'ship', quantity: '0.125', reference: 'SO-89002' },
] as const

/** Writes what only 2.x can: parts of a unit. After a roll back 1.x shows whole units and these wait in the stash. */
export async function sellByMeasure(tenant: DemoTenant, fetch: (request: Request) => Response | Promise<Response>): Promise<void> {
  const http = tenantHttp(tenant.id, fetch)
  const { items, locations } = trades[tenant.trade]
  for (const { sku } of items.filter(({ unit }) => measured.has(unit))) {
    for (const { kind, ...order } of parts) await http.post(`/v2/movements/${kind}`, { sku, location: locations[0]?.code, ...order })
  }
}
