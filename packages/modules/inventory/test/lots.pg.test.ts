import { openDatabase } from '@tenon/database'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { createTestDatabase, fakeClock } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import inventory from '../src/module.ts'
import { dataMover } from './move-data.ts'
import { runModule } from './run-module.ts'
import type { RunningModule } from './run-module.ts'

const clock = fakeClock('2026-06-15T12:00:00Z')
let server: TestDatabase
let database: TenantDatabase
let module: RunningModule

beforeAll(async () => {
  server = await createTestDatabase()
  database = await openDatabase({ url: server.url })
  await dataMover(database, 'acme').up(6)
  module = runModule(inventory, { database, tenantId: 'acme', clock })
  for (const code of ['MAIN', 'SHOP']) await module.call('POST', '/v2/locations', { code, name: code })
  await module.call('POST', '/v2/items', { sku: 'MILK', name: 'Milk' })
})

afterAll(async () => {
  await database.close()
  await server.close()
})

describe('lots', () => {
  it('hold a part of the stock, which ships until their last day', async () => {
    expect(await module.call('POST', '/v2/lots', { sku: 'MILK', code: 'L1', expiresOn: '2026-06-15' })).toMatchObject({ status: 201 })
    expect(await module.call('POST', '/v2/lots', { sku: 'MILK', code: 'L2', expiresOn: '2026-06-14' })).toMatchObject({ status: 201 })
    expect(await module.call('POST', '/v2/lots', { sku: 'MILK', code: 'L1' })).toMatchObject({ status: 409, body: { code: 'LOT_TAKEN' } })
    for (const [lot, quantity] of [['L1', 5], ['L2', 4], [null, 3]]) await module.call('POST', '/v2/movements/receive', { sku: 'MILK', location: 'MAIN', lot, quantity })
    expect(await module.call('POST', '/v2/movements/ship', { sku: 'MILK', location: 'MAIN', lot: 'L1', quantity: 6 })).toMatchObject({ status: 409, body: { code: 'INSUFFICIENT_STOCK', details: { lot: 'L1', available: '5' } } })
    expect(await module.call('POST', '/v2/movements/ship', { sku: 'MILK', location: 'MAIN', lot: 'L1', quantity: 2 })).toMatchObject({ status: 201, body: { lot: 'L1' } })
    expect(await module.call('POST', '/v2/movements/ship', { sku: 'MILK', location: 'MAIN', lot: 'L2', quantity: 1 })).toMatchObject({ status: 409, body: { code: 'LOT_EXPIRED' } })
    expect(await module.call('POST', '/v2/movements/ship', { sku: 'MILK', location: 'MAIN', lot: 'NOPE', quantity: 1 })).toMatchObject({ status: 404, body: { code: 'LOT_UNKNOWN' } })
    expect((await module.call('POST', '/v2/movements/transfer', { sku: 'MILK', from: 'MAIN', to: 'SHOP', lot: 'L1', quantity: 1 })).body.movements).toMatchObject([{ lot: 'L1' }, { lot: 'L1' }])
    const stock = (await module.call('GET', '/v2/lots?sku=MILK')).body.items
    expect(stock).toEqual([
      { sku: 'MILK', lot: 'L1', expiresOn: '2026-06-15', location: 'MAIN', onHand: '2', unit: 'each' },
      { sku: 'MILK', lot: 'L1', expiresOn: '2026-06-15', location: 'SHOP', onHand: '1', unit: 'each' },
      { sku: 'MILK', lot: 'L2', expiresOn: '2026-06-14', location: 'MAIN', onHand: '4', unit: 'each' },
    ])
    expect((await module.call('GET', '/v2/lots?expiresBy=2026-06-14')).body.items).toHaveLength(1)
  })

  it('never promise more than there is as a whole', async () => {
    await module.call('POST', '/v2/movements/count', { sku: 'MILK', location: 'MAIN', counted: 1 })
    expect(await module.call('POST', '/v2/movements/ship', { sku: 'MILK', location: 'MAIN', lot: 'L1', quantity: 2 })).toMatchObject({ status: 409, body: { details: { available: '1' } } })
  })

  it('travel in files', async () => {
    const refused = await module.call('POST', '/v2/movements.csv', 'kind,sku,location,quantity,lot\nship,MILK,SHOP,-2,L1\nreceive,MILK,SHOP,1,NOPE\n')
    expect(refused.body.details.lines).toMatchObject([{ line: 2, column: 'quantity' }, { line: 3, column: 'lot' }])
    expect(await module.call('POST', '/v2/movements.csv', 'kind,sku,location,quantity,lot\nreceive,MILK,SHOP,1,L1\nship,MILK,SHOP,-2,L1\n')).toMatchObject({ body: { imported: 2 } })
    expect((await module.call('GET', '/v2/movements.csv')).body).toMatch(/ship,MILK,SHOP,-2,each,,L1,\n$/)
  })
})

describe('reorder points', () => {
  it('say once when stock falls to them or below', async () => {
    await module.call('POST', '/v2/items', { sku: 'TEA', name: 'Tea' })
    expect(await module.call('PUT', '/v2/reorder-points', { sku: 'TEA', location: 'MAIN', quantity: 9 })).toMatchObject({ status: 200 })
    expect(await module.call('PUT', '/v2/reorder-points', { sku: 'TEA', location: 'MAIN', quantity: 3 })).toMatchObject({ status: 200 })
    expect((await module.call('GET', '/v2/reorder-points')).body.items).toEqual([{ sku: 'TEA', location: 'MAIN', quantity: '3' }])
    await module.call('POST', '/v2/movements/receive', { sku: 'TEA', location: 'MAIN', quantity: 6 })
    for (const quantity of [2, 1, 1]) await module.call('POST', '/v2/movements/ship', { sku: 'TEA', location: 'MAIN', quantity })
    const low = module.events.filter((event) => event.name === 'inventory.stock.low')
    expect(low.map((event) => event.payload)).toEqual([{ sku: 'TEA', location: 'MAIN', onHand: '3', reorderPoint: '3', unit: 'each' }])
    expect((await module.call('DELETE', '/v2/reorder-points?sku=TEA&location=MAIN')).status).toBe(204)
    expect((await module.call('GET', '/v2/reorder-points')).body.items).toEqual([])
  })
})
