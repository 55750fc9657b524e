import type { DemoTenant } from './demo-tenants.ts'
import { generateMovements } from './generate-movements.ts'
import type { DemoMovement } from './generate-movements.ts'
import { tenantHttp } from './tenant-http.ts'
import { trades } from './trades.ts'
import type { Trade } from './trades.ts'

const weeks = 6
const alreadyThere = 409

/**
 * Writes items, locations and weeks of movements through the tenant's own 1.x routes, so that the
 * rules of its version hold for every row. Does nothing when there is stock already.
 */
export async function loadStock(tenant: DemoTenant, fetch: (request: Request) => Response | Promise<Response>): Promise<void> {
  const http = tenantHttp(tenant.id, fetch)
  const trade = trades[tenant.trade]
  const found = (await http.get('/v1/movements?limit=1')) as { readonly items: readonly unknown[] }
  if (found.items.length > 0) return
  for (const location of trade.locations) await http.post('/v1/locations', location, [alreadyThere])
  await http.postCsv('/v1/items.csv', itemsCsv(trade, tenant.id))
  await http.postCsv('/v1/movements.csv', movementsCsv(generateMovements({ trade, seed: tenant.id, until: new Date().toISOString(), weeks })))
}

function itemsCsv(trade: Trade, seed: string): string {
  const lines = trade.items.map(({ sku, name, unit }, index) => [sku, name, barcodeOf(seed, index), unit].map(quoted).join(','))
  return ['sku,name,barcode,unit', ...lines, ''].join('\n')
}

/** EAN-13 with its check digit, in the range shops use for their own numbers. */
function barcodeOf(seed: string, index: number): string {
  const digits = `20${String(seed.length).padStart(2, '0')}${String(seed.charCodeAt(0)).padStart(3, '0')}${String(index + 1).padStart(5, '0')}`
  const sum = [...digits].reduce((total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 1 : 3), 0)
  return `${digits}${(10 - (sum % 10)) % 10}`
}

function movementsCsv(movements: readonly DemoMovement[]): string {
  const columns = ['kind', 'sku', 'location', 'quantity', 'reference', 'group', 'occurredAt'] as const
  const lines = movements.map((movement) => columns.map((column) => quoted(String(movement[column]))).join(','))
  return [columns.join(','), ...lines, ''].join('\n')
}

function quoted(value: string): string {
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}
