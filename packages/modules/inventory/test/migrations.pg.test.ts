import { openDatabase } from '@tenon/database'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { createTestDatabase, fakeClock } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import inventory from '../src/module.ts'
import { dataMover, migrations } from './move-data.ts'
import { openRelease } from './open-release.ts'
import type { OpenRelease } from './open-release.ts'
import { runModule } from './run-module.ts'
import type { RunningModule } from './run-module.ts'

const clock = fakeClock('2026-06-15T12:00:00Z')
let server: TestDatabase
let database: TenantDatabase
let first: OpenRelease
let third: OpenRelease

beforeAll(async () => {
  server = await createTestDatabase()
  database = await openDatabase({ url: server.url })
  first = await openRelease('1.0.0')
  third = await openRelease('1.2.0')
})

afterAll(async () => {
  await database.close()
  await Promise.all([first.close(), third.close()])
  await server.close()
})

const run = (definition: OpenRelease['definition'], tenantId: string) => runModule(definition, { database, tenantId, clock })
const post = async (module: RunningModule, path: string, body: unknown) => {
  const answer = await module.call('POST', path, body)
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: path.endsWith('.csv') ? 200 : 201 })
  return answer.body
}
const stockOf = async (module: RunningModule, version: string) =>
  Object.fromEntries((await module.call('GET', `/${version}/stock`)).body.items.map((row: { sku: string; location: string; onHand: unknown }) => [`${row.sku} ${row.location}`, row.onHand]))

/** Rows of a table as text, in a stable order. */
async function dump(tenantId: string, tables: readonly string[]): Promise<Record<string, unknown>> {
  return database.transaction(async (session) => {
    await session.query(`select set_config('tenon.tenant_id', $1, true)`, [tenantId])
    const rows: Record<string, unknown> = {}
    for (const table of tables) rows[table] = (await session.query(`select to_jsonb(t) as row from t_${tenantId}__inventory.${table} t order by to_jsonb(t)::text`)).rows
    return rows
  })
}

describe('the way from 1.0.0 to 2.0.0 and back', () => {
  it('loses no movement, no fraction and no unit, and each version sees stock by its own rules', async () => {
    const mover = dataMover(database, 'acme')
    await mover.up(1)
    const one = run(first.definition, 'acme')
    await post(one, '/v1/items', { sku: 'OIL', name: 'Oil', unit: 'l' })
    for (const code of ['MAIN', 'SHOP']) await post(one, '/v1/locations', { code, name: code })
    await post(one, '/v1/movements/receive', { sku: 'OIL', location: 'MAIN', quantity: 10 })

    await mover.up(6)
    const two = run(inventory, 'acme')
    expect(await stockOf(two, 'v2')).toEqual({ 'OIL MAIN': '10' })
    await post(two, '/v2/units', { code: 'can', name: 'Can' })
    expect((await two.call('PUT', '/v2/unit-conversions', { sku: 'OIL', from: 'can', to: 'l', factor: '0.3' })).status).toBe(200)
    await post(two, '/v2/movements/ship', { sku: 'OIL', location: 'MAIN', quantity: 5, unit: 'can' })
    await post(two, '/v2/movements/transfer', { sku: 'OIL', from: 'MAIN', to: 'SHOP', quantity: '0.75' })
    await post(two, '/v2/lots', { sku: 'OIL', code: 'L1', expiresOn: '2027-01-01' })
    await post(two, '/v2/movements/receive', { sku: 'OIL', location: 'SHOP', quantity: '2.5', lot: 'L1' })
    const held = await post(two, '/v2/reservations', { sku: 'OIL', location: 'MAIN', quantity: '1.5', expiresAt: '2026-07-01T00:00:00Z' })
    expect((await two.call('PUT', '/v2/reorder-points', { sku: 'OIL', location: 'MAIN', quantity: '2.5' })).status).toBe(200)
    expect(await stockOf(two, 'v2')).toEqual({ 'OIL MAIN': '7.75', 'OIL SHOP': '3.25' })
    const before = (await two.call('GET', '/v2/movements?limit=200')).body.items

    await mover.down(1)
    expect(await stockOf(one, 'v1')).toEqual({ 'OIL MAIN': 7, 'OIL SHOP': 3 })
    expect((await one.call('GET', '/v1/movements?limit=200')).body.items).toHaveLength(before.length)
    expect((await one.call('POST', '/v1/movements/ship', { sku: 'OIL', location: 'SHOP', quantity: 4 })).status).toBe(409)
    await post(one, '/v1/movements/ship', { sku: 'OIL', location: 'SHOP', quantity: 3 })
    expect(await stockOf(one, 'v1')).toEqual({ 'OIL MAIN': 7, 'OIL SHOP': 0 })

    await mover.up(6)
    expect(await stockOf(two, 'v2')).toEqual({ 'OIL MAIN': '7.75', 'OIL SHOP': '0.25' })
    const after = (await two.call('GET', '/v2/movements?limit=200')).body.items
    expect(after.slice(1)).toEqual(before)
    expect(after[0]).toMatchObject({ kind: 'ship', quantity: '-3', unit: 'l', unitQuantity: '-3' })
    expect((await two.call('GET', `/v2/reservations/${held.id}`)).body).toMatchObject({ status: 'live', quantity: '1.5' })
    expect((await two.call('GET', '/v2/reorder-points')).body.items).toEqual([{ sku: 'OIL', location: 'MAIN', quantity: '2.5' }])
    expect((await two.call('GET', '/v2/unit-conversions')).body.items).toEqual([{ sku: 'OIL', from: 'can', to: 'l', factor: '0.3' }])
    await post(two, '/v2/movements/ship', { sku: 'OIL', location: 'SHOP', quantity: '0.25', lot: 'L1' })
    await post(two, '/v2/movements/ship', { sku: 'OIL', location: 'MAIN', quantity: '1.5', reservation: held.id })

    await mover.finalize()
    await post(two, '/v2/movements/receive', { sku: 'OIL', location: 'SHOP', quantity: '0.125' })
    await post(two, '/v2/reservations', { sku: 'OIL', location: 'MAIN', quantity: '0.5', expiresAt: '2026-07-01T00:00:00Z' })
    expect((await two.call('PUT', '/v2/reorder-points', { sku: 'OIL', location: 'MAIN', quantity: '1.5' })).status).toBe(200)
    expect(await stockOf(two, 'v2')).toEqual({ 'OIL MAIN': '6.25', 'OIL SHOP': '0.125' })
    await expect(mover.down(1)).rejects.toThrow()
  })

  it('leaves movements that 1.x wrote as they were', async () => {
    const mover = dataMover(database, 'whole')
    await mover.up(1)
    const one = run(first.definition, 'whole')
    await post(one, '/v1/items', { sku: 'NUT', name: 'Nut' })
    await post(one, '/v1/locations', { code: 'MAIN', name: 'Main' })
    for (const quantity of [5, 7]) await post(one, '/v1/movements/receive', { sku: 'NUT', location: 'MAIN', quantity })
    const tables = ['item', 'location', 'movement']
    const before = await dump('whole', tables)
    await mover.up(6)
    await mover.down(1)
    expect(await dump('whole', tables)).toEqual(before)
  })
})

describe('the way back to 1.2.0', () => {
  it.each([['no lots', [null]], ['lots', [null, 'L1', 'L2']]])('shows whole parts that hold its rules, with %s: nothing below zero, nothing promised twice', async (name, lots) => {
    const tenantId = name.replace(' ', '')
    const mover = dataMover(database, tenantId)
    await mover.up(6)
    const two = run(inventory, tenantId)
    await post(two, '/v2/items', { sku: 'A', name: 'A' })
    for (const code of ['MAIN', 'SHOP']) await post(two, '/v2/locations', { code, name: code })
    for (const code of ['L1', 'L2']) await post(two, '/v2/lots', { sku: 'A', code })
    await workAtRandom(two, lots)
    const exact = (await two.call('GET', '/v2/stock')).body.items
    const exactLots = (await two.call('GET', '/v2/lots')).body.items
    const reservations = (await two.call('GET', '/v2/reservations?limit=200')).body.items
    expect(reservations.length).toBeGreaterThan(3)

    await mover.down(4)
    const whole = run(third.definition, tenantId)
    const promised = async () => (await whole.call('GET', '/v1/stock')).body.items.map((row: { available: number }) => row.available)
    for (const row of (await whole.call('GET', '/v1/stock')).body.items) {
      const match = exact.find((each: { location: string }) => each.location === row.location)
      expect(row).toMatchObject({ onHand: Math.floor(Number(match.onHand)), reserved: Math.floor(Number(match.reserved)) })
    }
    expect((await whole.call('GET', '/v1/lots')).body.items).toEqual(exactLots.map(({ unit: _, ...lot }: { unit: string; onHand: string }) => ({ ...lot, onHand: Math.floor(Number(lot.onHand)) })))
    await expectNeverNegative(whole, lots.length === 1 ? byLevel : byLot)
    for (const reservation of [{ expiresAt: clock.now() }, ...reservations]) {
      clock.set(reservation.expiresAt)
      for (const available of await promised()) expect(available).toBeGreaterThanOrEqual(0)
    }
    clock.set('2026-06-15T12:00:00Z')
    await mover.up(6)
    expect((await two.call('GET', '/v2/stock')).body.items).toEqual(exact)
    expect((await two.call('GET', '/v2/lots')).body.items).toEqual(exactLots)
    expect((await two.call('GET', '/v2/reservations?limit=200')).body.items).toEqual(reservations)
  })

  it('holds, whenever some of them have expired, the whole part of what the others hold exactly', async () => {
    const mover = dataMover(database, 'expiring')
    await mover.up(6)
    const two = run(inventory, 'expiring')
    await post(two, '/v2/items', { sku: 'A', name: 'A' })
    await post(two, '/v2/locations', { code: 'MAIN', name: 'Main' })
    await post(two, '/v2/movements/receive', { sku: 'A', location: 'MAIN', quantity: '5' })
    const expiries = ['2026-07-01T00:00:00Z', '2026-08-01T00:00:00Z']
    for (const expiresAt of expiries) await post(two, '/v2/reservations', { sku: 'A', location: 'MAIN', quantity: '0.5', expiresAt })

    await mover.down(4)
    const whole = run(third.definition, 'expiring')
    const reserved: number[] = []
    for (const instant of ['2026-06-15T12:00:00Z', ...expiries]) {
      clock.set(instant)
      reserved.push((await whole.call('GET', '/v1/stock')).body.items[0].reserved)
    }
    clock.set('2026-06-15T12:00:00Z')
    expect(reserved).toEqual([1, 0.5, 0].map(Math.floor))
  })
})

describe('every migration', () => {
  it('goes up, down and up again with rows in its tables', async () => {
    const mover = dataMover(database, 'every')
    await mover.up(6)
    const two = run(inventory, 'every')
    await post(two, '/v2/items', { sku: 'A', name: 'A', barcode: '1' })
    for (const code of ['MAIN', 'SHOP']) await post(two, '/v2/locations', { code, name: code })
    await post(two, '/v2/units', { code: 'box', name: 'Box' })
    for (const sku of ['A', null]) await two.call('PUT', '/v2/unit-conversions', { sku, from: 'box', to: 'each', factor: '12' })
    await post(two, '/v2/lots', { sku: 'A', code: 'L1' })
    await post(two, '/v2/movements/receive', { sku: 'A', location: 'MAIN', quantity: '1.5', unit: 'box', lot: 'L1' })
    await post(two, '/v2/movements/transfer', { sku: 'A', from: 'MAIN', to: 'SHOP', quantity: '0.3' })
    await post(two, '/v2/reservations', { sku: 'A', location: 'MAIN', quantity: '0.5', expiresAt: '2026-07-01T00:00:00Z' })
    await two.call('PUT', '/v2/reorder-points', { sku: 'A', location: 'MAIN', quantity: '0.5' })
    const tables = ['item', 'location', 'lot', 'reorder_point', 'reservation', 'unit', 'unit_conversion', 'stock_level', 'movement']
    const withoutWhole = async () => JSON.parse(JSON.stringify(await dump('every', tables)).replaceAll(/"quantity":(null|-?\d+),/g, ''))
    const before = await withoutWhole()
    for (const { dataVersion } of migrations.filter((migration) => migration.phase !== 'contract').toReversed()) {
      await mover.down(dataVersion - 1)
      await mover.up(6)
      expect(await withoutWhole(), `after going below ${dataVersion}`).toEqual(before)
      await post(two, '/v2/movements/receive', { sku: 'A', location: 'MAIN', quantity: '1' })
      await post(two, '/v2/movements/adjust', { sku: 'A', location: 'MAIN', quantity: '-1' })
      Object.assign(before, await withoutWhole())
    }
  })
})

/** Sixty commands with fractions; those that stock does not allow are refused. */
async function workAtRandom(module: RunningModule, lots: readonly (string | null)[]): Promise<void> {
  const random = seeded(7)
  const pick = <Choice>(choices: readonly Choice[]) => choices[Math.floor(random() * choices.length)] as Choice
  for (let index = 0; index < 60; index += 1) {
    const quantity = (Math.floor(random() * 300) / 100 + 0.01).toFixed(2)
    const [from, to] = pick([['MAIN', 'SHOP'], ['SHOP', 'MAIN']] as const)
    const kind = pick(['receive', 'receive', 'ship', 'transfer', 'reserve'])
    const lot = pick(lots)
    if (kind === 'transfer') await module.call('POST', '/v2/movements/transfer', { sku: 'A', from, to, lot, quantity })
    else if (kind === 'reserve') await module.call('POST', '/v2/reservations', { sku: 'A', location: from, quantity, expiresAt: new Date(clock.now() + 60_000 * (index + 1)).toISOString() })
    else await module.call('POST', `/v2/movements/${kind}`, { sku: 'A', location: from, lot, quantity })
  }
}

interface WholeMovement {
  readonly id: string
  readonly location: string
  readonly lot: string | null
  readonly quantity: number
}

const byLevel = (movement: WholeMovement) => movement.location
/** Stock that names no lot may be short while lots are not: what counts is each lot, and the sum of all. */
const byLot = (movement: WholeMovement) => (movement.lot === null ? null : `${movement.location} ${movement.lot}`)

/** 1.x's own rule, row by row: running stock, oldest movement first. */
async function expectNeverNegative(module: RunningModule, keyOf: (movement: WholeMovement) => string | null): Promise<void> {
  const running = new Map<string | null, number>()
  for (const movement of (await module.call('GET', '/v1/movements?limit=200')).body.items.toReversed()) {
    const key = keyOf(movement)
    const after = (running.get(key) ?? 0) + movement.quantity
    if (key !== null) expect(after, `stock after movement ${movement.id}`).toBeGreaterThanOrEqual(0)
    running.set(key, after)
  }
}

/** A repeatable source of numbers in [0, 1). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}
