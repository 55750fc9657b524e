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
})

afterAll(async () => {
  await database.close()
  await server.close()
})

async function stocked(sku: string, quantity: number): Promise<void> {
  await module.call('POST', '/v2/items', { sku, name: sku })
  expect((await module.call('POST', '/v2/movements/receive', { sku, location: 'MAIN', quantity })).status).toBe(201)
}

const reserve = (sku: string, quantity: number, expiresAt = '2026-06-15T13:00:00Z') => module.call('POST', '/v2/reservations', { sku, location: 'MAIN', quantity, expiresAt })
const ship = (sku: string, quantity: number, reservation: string | null = null) => module.call('POST', '/v2/movements/ship', { sku, location: 'MAIN', quantity, reservation })
const stock = async (sku: string) => (await module.call('GET', `/v2/stock?sku=${sku}`)).body.items[0]

describe('a reservation', () => {
  it('holds stock for the shipment that names it', async () => {
    await stocked('HELD', 5)
    const held = await reserve('HELD', 4)
    expect(held).toMatchObject({ status: 201, body: { status: 'live', quantity: '4', unit: 'each' } })
    expect(await stock('HELD')).toMatchObject({ onHand: '5', reserved: '4', available: '1' })
    expect(await ship('HELD', 2)).toMatchObject({ status: 409, body: { code: 'INSUFFICIENT_STOCK', details: { available: '1' } } })
    expect(await reserve('HELD', 2)).toMatchObject({ status: 409 })
    expect((await module.call('POST', '/v2/movements.csv', 'kind,sku,location,quantity\nship,HELD,MAIN,-2\n')).status).toBe(422)
    expect(await ship('HELD', 4, held.body.id)).toMatchObject({ status: 201 })
    expect(await stock('HELD')).toMatchObject({ onHand: '1', reserved: '0', available: '1' })
    expect(await ship('HELD', 1, held.body.id)).toMatchObject({ status: 409, body: { code: 'RESERVATION_CLOSED', details: { status: 'shipped' } } })
  })

  it('holds nothing once it expired or was released', async () => {
    await stocked('FREED', 2)
    const [first, second] = [await reserve('FREED', 1, '2026-06-15T12:10:00Z'), await reserve('FREED', 1)]
    expect(await ship('FREED', 1)).toMatchObject({ status: 409 })
    expect(await module.call('DELETE', `/v2/reservations/${second.body.id}`)).toMatchObject({ status: 200, body: { status: 'released' } })
    expect(await module.call('DELETE', `/v2/reservations/${second.body.id}`)).toMatchObject({ status: 409, body: { code: 'RESERVATION_CLOSED' } })
    expect(await ship('FREED', 1)).toMatchObject({ status: 201 })
    expect(await ship('FREED', 1)).toMatchObject({ status: 409 })
    clock.set('2026-06-15T12:10:00Z')
    expect(await module.call('GET', `/v2/reservations/${first.body.id}`)).toMatchObject({ body: { status: 'expired' } })
    expect(await ship('FREED', 1, first.body.id)).toMatchObject({ status: 409, body: { code: 'RESERVATION_CLOSED', details: { status: 'expired' } } })
    expect(await ship('FREED', 1)).toMatchObject({ status: 201 })
  })

  it('belongs to one item and place, and to a time ahead', async () => {
    await stocked('PLACE', 1)
    await stocked('OTHER', 1)
    const held = await reserve('PLACE', 1)
    expect(await ship('OTHER', 1, held.body.id)).toMatchObject({ status: 409, body: { code: 'RESERVATION_MISMATCH' } })
    expect(await module.call('GET', `/v2/reservations/${held.body.id}`)).toMatchObject({ body: { status: 'live' } })
    expect(await reserve('OTHER', 1, '2026-06-15T11:00:00Z')).toMatchObject({ status: 400, body: { code: 'RESERVATION_EXPIRY_INVALID' } })
    expect(await ship('OTHER', 1, '00000000-0000-4000-8000-000000000000')).toMatchObject({ status: 404, body: { code: 'RESERVATION_UNKNOWN' } })
  })

  it('goes to one of many who want the last unit', async () => {
    await stocked('RACE', 2)
    const answers = await Promise.all([reserve('RACE', 1), ship('RACE', 1), reserve('RACE', 1), ship('RACE', 1), reserve('RACE', 1)])
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([201, 201, 409, 409, 409])
    expect((await stock('RACE')).available).toBe('0')
  })

  it('is listed next to expire first, page by page', async () => {
    await stocked('LIST', 3)
    for (const hour of [15, 13, 14]) await reserve('LIST', 1, `2026-06-15T${hour}:00:00Z`)
    const first = await module.call('GET', '/v2/reservations?sku=LIST&show=live&limit=2')
    const second = await module.call('GET', `/v2/reservations?sku=LIST&show=live&limit=2&cursor=${first.body.nextCursor}`)
    expect([...first.body.items, ...second.body.items].map((row) => row.expiresAt.slice(11, 13))).toEqual(['13', '14', '15'])
  })
})
