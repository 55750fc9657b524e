import { openDatabase } from '@tenon/database'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { createTestDatabase, fakeClock } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import inventory from '../src/module.ts'
import { dataMover } from './move-data.ts'
import { runModule } from './run-module.ts'
import type { RunningModule } from './run-module.ts'

let server: TestDatabase
let database: TenantDatabase
let module: RunningModule

beforeAll(async () => {
  server = await createTestDatabase()
  database = await openDatabase({ url: server.url })
  await dataMover(database, 'acme').up(6)
  module = runModule(inventory, { database, tenantId: 'acme', clock: fakeClock('2026-06-15T12:00:00Z') })
  for (const code of ['MAIN', 'SHOP']) await module.call('POST', '/v2/locations', { code, name: code })
  for (const code of ['kg', 'g', 'bag']) expect((await module.call('POST', '/v2/units', { code, name: code })).status).toBe(201)
  expect((await module.call('POST', '/v2/items', { sku: 'RICE', name: 'Rice', unit: 'kg' })).status).toBe(201)
})

afterAll(async () => {
  await database.close()
  await server.close()
})

describe('units of measure', () => {
  it('convert what comes in another unit to the base unit, and remember how it came', async () => {
    expect(await module.call('PUT', '/v2/unit-conversions', { from: 'kg', to: 'g', factor: 1000 })).toMatchObject({ status: 200, body: { sku: null, factor: '1000' } })
    expect(await module.call('PUT', '/v2/unit-conversions', { sku: 'RICE', from: 'bag', to: 'kg', factor: '2.5' })).toMatchObject({ status: 200 })
    expect(await module.call('POST', '/v2/movements/receive', { sku: 'RICE', location: 'MAIN', quantity: 3, unit: 'bag' })).toMatchObject({ status: 201, body: { quantity: '7.5', baseUnit: 'kg', unit: 'bag', unitQuantity: '3' } })
    expect(await module.call('POST', '/v2/movements/ship', { sku: 'RICE', location: 'MAIN', quantity: '250', unit: 'g' })).toMatchObject({ status: 201, body: { quantity: '-0.25', unitQuantity: '-250' } })
    expect(await module.call('POST', '/v2/reservations', { sku: 'RICE', location: 'MAIN', quantity: 1, unit: 'bag', expiresAt: '2026-06-16T00:00:00Z' })).toMatchObject({ status: 201, body: { quantity: '2.5', unit: 'kg' } })
    expect((await module.call('GET', '/v2/stock?sku=RICE')).body.items).toEqual([{ sku: 'RICE', location: 'MAIN', unit: 'kg', onHand: '7.25', reserved: '2.5', available: '4.75' }])
    expect(await module.call('POST', '/v2/movements/transfer', { sku: 'RICE', from: 'MAIN', to: 'SHOP', quantity: 2, unit: 'bag' })).toMatchObject({ status: 409, body: { details: { requested: '5', available: '4.75', unit: 'kg' } } })
    expect(await module.call('POST', '/v2/movements/count', { sku: 'RICE', location: 'MAIN', counted: 3, unit: 'bag' })).toMatchObject({ status: 201, body: { quantity: '0.25', unit: 'kg' } })
  })

  it('refuse what they cannot measure', async () => {
    expect(await module.call('POST', '/v2/movements/receive', { sku: 'RICE', location: 'MAIN', quantity: 1, unit: 'each' })).toMatchObject({ status: 422, body: { code: 'UNIT_MISMATCH', details: { baseUnit: 'kg' } } })
    expect(await module.call('POST', '/v2/movements/receive', { sku: 'RICE', location: 'MAIN', quantity: '0.0001', unit: 'g' })).toMatchObject({ status: 422, body: { code: 'QUANTITY_TOO_FINE' } })
    expect(await module.call('POST', '/v2/items', { sku: 'X', name: 'X', unit: 'nope' })).toMatchObject({ status: 404, body: { code: 'UNIT_UNKNOWN' } })
    expect(await module.call('POST', '/v2/units', { code: 'kg', name: 'again' })).toMatchObject({ status: 409, body: { code: 'UNIT_TAKEN' } })
    expect(await module.call('PUT', '/v2/unit-conversions', { from: 'g', to: 'kg', factor: '0.001' })).toMatchObject({ status: 409, body: { code: 'CONVERSION_REVERSED' } })
    expect(await module.call('PUT', '/v2/unit-conversions', { from: 'g', to: 'g', factor: 1 })).toMatchObject({ status: 400, body: { code: 'CONVERSION_TO_ITSELF' } })
    expect(await module.call('POST', '/v2/movements.csv', 'kind,sku,location,quantity,unit\nreceive,RICE,MAIN,1,each\n')).toMatchObject({ status: 422, body: { details: { lines: [{ line: 2, column: 'unit' }] } } })
    expect(await module.call('POST', '/v2/items.csv', 'sku,name,unit\nY,Y,nope\n')).toMatchObject({ status: 422, body: { details: { lines: [{ line: 2, column: 'unit' }] } } })
  })

  it('are listed with their conversions, which can be taken away', async () => {
    expect((await module.call('GET', '/v2/units')).body.items.map((unit: { code: string }) => unit.code)).toEqual(['bag', 'each', 'g', 'kg'])
    expect((await module.call('GET', '/v2/unit-conversions?sku=RICE')).body.items).toEqual([{ sku: 'RICE', from: 'bag', to: 'kg', factor: '2.5' }])
    expect((await module.call('DELETE', '/v2/unit-conversions?sku=RICE&from=bag&to=kg')).status).toBe(204)
    expect((await module.call('GET', '/v2/unit-conversions')).body.items).toHaveLength(1)
  })

  it('keep levels equal to the sum of their movements under parallel fractions', async () => {
    await module.call('POST', '/v2/items', { sku: 'SUGAR', name: 'Sugar', unit: 'kg' })
    for (const location of ['MAIN', 'SHOP']) await module.call('POST', '/v2/movements/receive', { sku: 'SUGAR', location, quantity: '1.05' })
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => module.call('POST', '/v2/movements/transfer', {
      sku: 'SUGAR', from: index % 2 === 0 ? 'MAIN' : 'SHOP', to: index % 2 === 0 ? 'SHOP' : 'MAIN', quantity: '0.1',
    })))
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]))
    const shipments = await Promise.all(Array.from({ length: 4 }, () => module.call('POST', '/v2/movements/ship', { sku: 'SUGAR', location: 'MAIN', quantity: '0.35' })))
    expect(shipments.map((answer) => answer.status).toSorted()).toEqual([201, 201, 201, 409])
    const levels = await database.transaction(async (session) => {
      await session.query(`select set_config('tenon.tenant_id', 'acme', true)`)
      return session.query(`select level.quantity::text as level, (select sum(m.quantity_exact)::text from t_acme__inventory.movement m where m.item_id = level.item_id and m.location_id = level.location_id) as sum from t_acme__inventory.stock_level level`)
    })
    for (const row of levels.rows) expect(row['level']).toBe(row['sum'])
  })
})
