import { describe, expect, it } from 'vitest'
import { demoOrganizations, demoTenants } from './demo-tenants.ts'
import { generateMovements } from './generate-movements.ts'
import { trades } from './trades.ts'

const until = '2026-11-23T12:00:00.000Z'
const generated = Object.entries(trades).map(([seed, trade]) => [seed, generateMovements({ trade, seed, until, weeks: 6 })] as const)

describe('the movements of the demo', () => {
  it.each(generated)('of %s happen in order, before now, and never take what is not there', (_trade, movements) => {
    const stock = new Map<string, number>()
    let last = ''
    for (const movement of movements) {
      const key = `${movement.sku} ${movement.location}`
      stock.set(key, (stock.get(key) ?? 0) + movement.quantity)
      expect(stock.get(key)).toBeGreaterThanOrEqual(0)
      expect(movement.occurredAt >= last).toBe(true)
      last = movement.occurredAt
    }
    expect(last < until).toBe(true)
    expect(movements.length).toBeGreaterThan(200)
  })

  it.each(generated)('of %s have two sides for each transfer', (_trade, movements) => {
    const groups = Map.groupBy(movements.filter(({ kind }) => kind === 'transfer'), ({ group }) => group)
    for (const sides of groups.values()) expect(sides.map(({ quantity }) => quantity).reduce((sum, quantity) => sum + quantity, 0)).toBe(0)
  })

  it('are the same every time', () => {
    for (const [seed, movements] of generated) expect(generateMovements({ trade: trades[seed as keyof typeof trades], seed, until, weeks: 6 })).toEqual(movements)
  })
})

describe('the tenants of the demo', () => {
  it('are twelve in two organizations, with pins of different kinds on four versions', () => {
    expect(demoTenants).toHaveLength(12)
    expect(new Set(demoTenants.map(({ organizationId }) => organizationId))).toEqual(new Set(demoOrganizations.map(({ id }) => id)))
    expect(new Set(demoTenants.map(({ version }) => version))).toEqual(new Set(['1.0.0', '1.1.0', '1.2.0', '2.0.0']))
    expect(new Set(demoTenants.map(({ pin }) => pin?.range.replace(/[\d.]+/, '') ?? 'none'))).toEqual(new Set(['~', '^', '', 'none']))
  })
})
