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
let lenient: RunningModule

beforeAll(async () => {
  server = await createTestDatabase()
  database = await openDatabase({ url: server.url })
  await dataMover(database, 'acme').up(6)
  await dataMover(database, 'lenient').up(6)
  module = runModule(inventory, { database, tenantId: 'acme', clock: fakeClock() })
  lenient = runModule(inventory, { database, tenantId: 'lenient', clock: fakeClock(), settings: { allowNegativeStock: true } })
  for (const each of [module, lenient]) {
    for (const code of ['MAIN', 'SHOP']) expect(await each.call('POST', '/v2/locations', { code, name: code })).toMatchObject({ status: 201 })
  }
})

afterAll(async () => {
  await database.close()
  await server.close()
})

async function newItem(sku: string, on: RunningModule = module): Promise<void> {
  expect(await on.call('POST', '/v2/items', { sku, name: sku })).toMatchObject({ status: 201, body: { sku, unit: 'each', barcode: null } })
}

async function onHand(sku: string, location = 'MAIN', on: RunningModule = module): Promise<string | undefined> {
  return (await on.call('GET', `/v2/stock?sku=${sku}&location=${location}`)).body.items[0]?.onHand
}

describe('stock', () => {
  it('is the sum of receipts, shipments, transfers, adjustments and counts', async () => {
    await newItem('SUM')
    const receipt = await module.call('POST', '/v2/movements/receive', { sku: 'SUM', location: 'MAIN', quantity: 10, reference: 'PO-1' })
    expect(receipt).toMatchObject({ status: 201, body: { kind: 'receive', sku: 'SUM', location: 'MAIN', quantity: '10', baseUnit: 'each', unit: 'each', unitQuantity: '10', reference: 'PO-1', group: null, occurredAt: '2026-01-01T00:00:00.000Z' } })
    expect(await module.call('POST', '/v2/movements/ship', { sku: 'SUM', location: 'MAIN', quantity: 3 })).toMatchObject({ status: 201, body: { quantity: '-3' } })
    const moved = await module.call('POST', '/v2/movements/transfer', { sku: 'SUM', from: 'MAIN', to: 'SHOP', quantity: 4 })
    expect(moved.body.movements.map((movement: { quantity: string }) => movement.quantity)).toEqual(['-4', '4'])
    expect(moved.body.movements[0].group).toBe(moved.body.movements[1].group)
    expect(await module.call('POST', '/v2/movements/adjust', { sku: 'SUM', location: 'SHOP', quantity: -1 })).toMatchObject({ status: 201 })
    expect(await module.call('POST', '/v2/movements/count', { sku: 'SUM', location: 'MAIN', counted: 5 })).toMatchObject({ status: 201, body: { quantity: '2' } })
    expect([await onHand('SUM'), await onHand('SUM', 'SHOP')]).toEqual(['5', '3'])
    expect(module.events.flatMap((event) => (event.payload as { movements: { sku: string }[] }).movements).filter((movement) => movement.sku === 'SUM')).toHaveLength(6)
  })

  it('refuses to fall below zero and says what is available', async () => {
    await newItem('LOW')
    await module.call('POST', '/v2/movements/receive', { sku: 'LOW', location: 'MAIN', quantity: 2 })
    const refused = await module.call('POST', '/v2/movements/ship', { sku: 'LOW', location: 'MAIN', quantity: 3 })
    expect(refused).toMatchObject({ status: 409, body: { code: 'INSUFFICIENT_STOCK', details: { requested: '3', available: '2', unit: 'each' } } })
    expect((await module.call('POST', '/v2/movements/transfer', { sku: 'LOW', from: 'MAIN', to: 'SHOP', quantity: 3 })).status).toBe(409)
    expect((await module.call('POST', '/v2/movements/adjust', { sku: 'LOW', location: 'MAIN', quantity: -3 })).status).toBe(409)
    expect(await onHand('LOW')).toBe('2')
  })

  it('falls below zero where the tenant allows it', async () => {
    await newItem('NEG', lenient)
    expect((await lenient.call('POST', '/v2/movements/ship', { sku: 'NEG', location: 'MAIN', quantity: 3 })).status).toBe(201)
    expect(await onHand('NEG', 'MAIN', lenient)).toBe('-3')
  })

  it('gives the last unit to one of many shippers at once', async () => {
    await newItem('LAST')
    await module.call('POST', '/v2/movements/receive', { sku: 'LAST', location: 'MAIN', quantity: 3 })
    const answers = await Promise.all(Array.from({ length: 8 }, () => module.call('POST', '/v2/movements/ship', { sku: 'LAST', location: 'MAIN', quantity: 1 })))
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([201, 201, 201, 409, 409, 409, 409, 409])
    expect(await onHand('LAST')).toBe('0')
  })

  it('survives transfers in opposite directions at once', async () => {
    await newItem('CROSS')
    for (const location of ['MAIN', 'SHOP']) await module.call('POST', '/v2/movements/receive', { sku: 'CROSS', location, quantity: 10 })
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => module.call('POST', '/v2/movements/transfer', { sku: 'CROSS', from: index % 2 === 0 ? 'MAIN' : 'SHOP', to: index % 2 === 0 ? 'SHOP' : 'MAIN', quantity: 1 })))
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]))
    expect([await onHand('CROSS'), await onHand('CROSS', 'SHOP')]).toEqual(['10', '10'])
  })

  it('stays within its limit', async () => {
    await newItem('HUGE')
    await module.call('POST', '/v2/movements/receive', { sku: 'HUGE', location: 'MAIN', quantity: 1_000_000_000 })
    expect(await module.call('POST', '/v2/movements/receive', { sku: 'HUGE', location: 'MAIN', quantity: 1 })).toMatchObject({ status: 409, body: { code: 'STOCK_LIMIT' } })
  })

  it('names what it does not know', async () => {
    await newItem('KNOWN')
    expect(await module.call('POST', '/v2/movements/ship', { sku: 'NOPE', location: 'MAIN', quantity: 1 })).toMatchObject({ status: 404, body: { code: 'ITEM_UNKNOWN' } })
    expect(await module.call('POST', '/v2/movements/ship', { sku: 'KNOWN', location: 'NOPE', quantity: 1 })).toMatchObject({ status: 404, body: { code: 'LOCATION_UNKNOWN' } })
    expect(await module.call('POST', '/v2/movements/transfer', { sku: 'KNOWN', from: 'MAIN', to: 'MAIN', quantity: 1 })).toMatchObject({ status: 400, body: { code: 'TRANSFER_TO_ITSELF' } })
    expect(await module.call('POST', '/v2/movements/ship', { sku: 'KNOWN', location: 'MAIN', quantity: 1e-7 })).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } })
    expect(await module.call('GET', '/v3/stock')).toMatchObject({ status: 404, body: { code: 'ROUTE_UNKNOWN' } })
  })

  it('refuses text that cannot be stored', async () => {
    expect(await module.call('GET', '/v2/stock?sku=%00')).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } })
    expect(await module.call('POST', '/v2/locations', { code: 'A', name: 'a\0b' })).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } })
    expect(await module.call('POST', '/v2/items.csv', 'sku,name\nA,a\nB,b\0\n')).toMatchObject({ status: 400, body: { code: 'CSV_MALFORMED', details: { line: 3 } } })
  })

  it('answers the paths of 1.x with 410', async () => {
    for (const path of ['/v1/stock', '/v1/movements/ship', '/v1']) {
      expect(await module.call('GET', path)).toMatchObject({ status: 410, body: { code: 'API_VERSION_GONE', details: { current: 'v2' } } })
    }
  })

  it('is readable, says the health check', async () => {
    await module.health()
  })
})

describe('movements', () => {
  it('are never changed or deleted by the runtime', async () => {
    const binding = { tenantId: 'acme', schema: 't_acme__inventory' }
    const client = database.client('append-only', binding, inventory.database) as unknown as { $executeRawUnsafe(sql: string): Promise<number> }
    await expect(client.$executeRawUnsafe('update t_acme__inventory.movement set quantity_exact = 0')).rejects.toThrow(/never changed/)
    await expect(client.$executeRawUnsafe('delete from t_acme__inventory.movement')).rejects.toThrow(/never changed/)
  })

  it('are listed newest first, page by page', async () => {
    await newItem('PAGED')
    for (const quantity of [1, 2, 3]) await module.call('POST', '/v2/movements/receive', { sku: 'PAGED', location: 'MAIN', quantity })
    const first = await module.call('GET', '/v2/movements?sku=PAGED&limit=2')
    const second = await module.call('GET', `/v2/movements?sku=PAGED&limit=2&cursor=${first.body.nextCursor}`)
    expect([...first.body.items, ...second.body.items].map((movement) => movement.quantity)).toEqual(['3', '2', '1'])
    expect(second.body.nextCursor).toBeNull()
    const foreign = (await module.call('GET', '/v2/locations?limit=1')).body.nextCursor
    for (const path of [`/v2/movements?cursor=${foreign}`, '/v2/movements?cursor=made-up', `/v2/unit-conversions?cursor=${foreign}`]) {
      expect(await module.call('GET', path)).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } })
    }
  })

  it('travel to another tenant as a file', async () => {
    const exported = (await module.call('GET', '/v2/movements.csv')).body
    await lenient.call('POST', '/v2/items.csv', (await module.call('GET', '/v2/items.csv')).body)
    const lines = exported.trim().split('\n').length - 1
    expect(await lenient.call('POST', '/v2/movements.csv', exported)).toMatchObject({ status: 200, body: { imported: lines } })
    expect(await onHand('SUM', 'MAIN', lenient)).toBe('5')
    expect((await module.call('GET', '/v2/stock.csv')).body).toContain('SUM,MAIN,5,0,5,each\n')
  })

  it('are imported all or none, with every bad line named', async () => {
    await newItem('IMPORT')
    const file = 'kind,sku,location,quantity,occurredAt,group\nreceive,IMPORT,MAIN,2,,\nship,IMPORT,MAIN,-3,,\nship,NOPE,MAIN,-1,,\nreceive,IMPORT,MAIN,1.5.1,,\nreceive,IMPORT,MAIN,1,2030-01-01T00:00:00Z,\ntransfer,IMPORT,MAIN,-1,,\n'
    const refused = await module.call('POST', '/v2/movements.csv', file)
    expect(refused).toMatchObject({ status: 422, body: { code: 'IMPORT_REFUSED' } })
    expect(refused.body.details.lines.map((issue: { line: number; column: string }) => [issue.line, issue.column])).toEqual([[3, 'quantity'], [4, 'sku'], [5, 'quantity'], [6, 'occurredAt'], [7, 'group']])
    expect(await onHand('IMPORT')).toBeUndefined()
  })
})

describe('items', () => {
  it('have a SKU and a barcode of their own', async () => {
    expect((await module.call('POST', '/v2/items', { sku: 'ONE', name: 'One', barcode: '111' })).status).toBe(201)
    expect(await module.call('POST', '/v2/items', { sku: 'ONE', name: 'Other' })).toMatchObject({ status: 409, body: { code: 'SKU_TAKEN' } })
    expect(await module.call('POST', '/v2/items', { sku: 'TWO', name: 'Two', barcode: '111' })).toMatchObject({ status: 409, body: { code: 'BARCODE_TAKEN' } })
    await newItem('TWO')
    expect(await module.call('PATCH', '/v2/items/TWO', { barcode: '111' })).toMatchObject({ status: 409, body: { code: 'BARCODE_TAKEN' } })
    expect(await module.call('PATCH', '/v2/items/TWO', { name: 'Second' })).toMatchObject({ status: 200, body: { name: 'Second' } })
    expect(await module.call('GET', '/v2/items?barcode=111')).toMatchObject({ body: { items: [{ sku: 'ONE' }], nextCursor: null } })
    expect(await module.call('GET', '/v2/items/NOPE')).toMatchObject({ status: 404, body: { code: 'ITEM_UNKNOWN' } })
  })

  it('come from a file all or none, and may trade barcodes in it', async () => {
    const file = '\uFEFFsku,name,barcode\r\nCSV-1,"Bolt, M8",901\r\nCSV-2,=cmd(),902\r\n'
    expect(await module.call('POST', '/v2/items.csv', file)).toMatchObject({ status: 200, body: { created: 2, changed: 0 } })
    expect(await module.call('POST', '/v2/items.csv', file)).toMatchObject({ status: 200, body: { created: 0, changed: 0 } })
    expect((await module.call('GET', '/v2/items.csv')).body).toContain(`CSV-2,'=cmd(),902,each\n`)
    expect(await module.call('POST', '/v2/items.csv', 'sku,name,barcode\nCSV-1,A,902\nCSV-2,B,901\n')).toMatchObject({ body: { changed: 2 } })
    const refused = await module.call('POST', '/v2/items.csv', 'sku,name,barcode,unit\nCSV-1,A,902,kg\nCSV-3,C,111,\nbad sku,D,,\nCSV-4,,,\nCSV-5,E,,each,extra\n')
    expect(refused.body.details.lines.map((issue: { line: number; column: string | null }) => [issue.line, issue.column])).toEqual([[2, 'unit'], [3, 'barcode'], [4, 'sku'], [5, 'name'], [6, null]])
    expect(await module.call('POST', '/v2/items.csv', 'name\nA\n')).toMatchObject({ status: 422, body: { details: { lines: [{ line: 1, column: 'sku' }] } } })
    expect(await module.call('POST', '/v2/items.csv', 'sku,name\nA,"B\n')).toMatchObject({ status: 400, body: { code: 'CSV_MALFORMED' } })
  })

  it('need the permission that the manifest names', async () => {
    const reader = runModule(inventory, { database, tenantId: 'acme', clock: fakeClock(), can: (permission) => permission === 'inventory:item:read' })
    expect((await reader.call('GET', '/v2/items')).status).toBe(200)
    expect(await reader.call('POST', '/v2/items', {})).toMatchObject({ status: 403, body: { code: 'PERMISSION_MISSING', details: { permission: 'inventory:item:write' } } })
  })
})
