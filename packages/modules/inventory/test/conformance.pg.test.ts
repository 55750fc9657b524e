import { boundaryChoice } from '@tenon/test-kit'
import { runModuleSuite } from '@tenon/test-kit/module-suite'
import type { SeedTenant } from '@tenon/test-kit/module-suite'

/** Two items in two places, in lots, reserved, with a unit that converts. */
const seedTenant: SeedTenant = async (module, tenantId) => {
  const post = (path: string, body: unknown) => module.call(tenantId, path, { body })
  const [bolt, nut, main, shop] = ['bolt', 'nut', 'main', 'shop'].map((name) => `${tenantId}-${name}`)
  // Random reservations hold more than there is.
  await module.setSettings(tenantId, { allowNegativeStock: true })
  await post('/v2/units', { code: `${tenantId}-box`, name: `box of ${tenantId}` })
  for (const sku of [bolt, nut]) await post('/v2/items', { sku, name: `${sku} of ${tenantId}`, barcode: `${sku}-code` })
  for (const code of [main, shop]) await post('/v2/locations', { code, name: `${code} of ${tenantId}` })
  await module.call(tenantId, '/v2/unit-conversions', { method: 'PUT', body: { sku: bolt, from: `${tenantId}-box`, to: 'each', factor: 12 } })
  await post('/v2/lots', { sku: bolt, code: `${tenantId}-lot` })
  for (const location of [main, shop]) {
    await post('/v2/movements/receive', { sku: bolt, location, quantity: 1000, reference: `order of ${tenantId}` })
    await post('/v2/movements/receive', { sku: bolt, location, lot: `${tenantId}-lot`, quantity: 1000 })
    await post('/v2/reservations', { sku: bolt, location, quantity: 1, expiresAt: '2026-06-30T00:00:00Z', reference: `held for ${tenantId}` })
    await module.call(tenantId, '/v2/reorder-points', { method: 'PUT', body: { sku: bolt, location, quantity: 5 } })
  }
  return { sku: [bolt], location: [main, shop], from: [main, `${tenantId}-box`], to: [shop, 'each'], quantity: ['1'], counted: ['990'], unit: ['each'], lot: [null, `${tenantId}-lot`], factor: ['12'] }
}

runModuleSuite({
  directory: new URL('..', import.meta.url),
  releases: new URL('../../../../releases', import.meta.url),
  seedTenant,
  unreached: { 'POST /v2/items.csv': 'takes a file', 'POST /v2/movements.csv': 'takes a file' },
  derived: { stock_level: 'the sum of the movements of an item at a location' },
  boundaries: boundaryChoice(process.env['TENON_BOUNDARIES']),
})
