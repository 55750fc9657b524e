import { seededRandom } from './seeded-random.ts'
import type { Trade, TradeItem } from './trades.ts'

/** One line of a movements file, as inventory's CSV import takes it. */
export interface DemoMovement {
  readonly kind: 'receive' | 'ship' | 'transfer' | 'count'
  readonly sku: string
  readonly location: string
  /** Added when positive, taken when negative. */
  readonly quantity: number
  readonly reference: string
  /** Shared by the two sides of a transfer. */
  readonly group: string
  /** ISO 8601 instant, UTC. */
  readonly occurredAt: string
}

/** Which weeks of which business. */
export interface GenerateMovementsOptions {
  readonly trade: Trade
  /** Same seed and `until`, same movements. */
  readonly seed: string
  /** ISO 8601 instant before which everything happened. */
  readonly until: string
  readonly weeks: number
}

const dayMs = 86_400_000
const closedOnSunday = 0

/**
 * Weeks of a believable business: a delivery each Monday sized by what was sold, transfers to the
 * shops on Tuesday, sales on every open day, a count now and then that finds something missing.
 * Stock never falls below zero at any line. Pure and deterministic.
 */
export function generateMovements({ trade, seed, until, weeks }: GenerateMovementsOptions): readonly DemoMovement[] {
  const start = Date.parse(until) - (weeks * 7 + 1) * dayMs
  const business = openBusiness(trade, seededRandom(seed))
  const days = Array.from({ length: weeks * 7 }, (_, day) => new Date(start + day * dayMs))
  return days.flatMap((date, day) => trade.items.flatMap((item) => business.day(item, date, day))).toSorted((a, b) => (a.occurredAt < b.occurredAt ? -1 : a.occurredAt > b.occurredAt ? 1 : 0))
}

function openBusiness(trade: Trade, random: () => number) {
  const [source = { code: 'MAIN' }, ...outlets] = trade.locations
  const stock = new Map<string, number>()
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1))

  function write(line: Omit<DemoMovement, 'occurredAt' | 'group'> & { readonly group?: string }, date: Date, hour: number): DemoMovement {
    const key = `${line.sku} ${line.location}`
    stock.set(key, (stock.get(key) ?? 0) + line.quantity)
    const minutes = hour * 60 + trade.items.findIndex((item) => item.sku === line.sku)
    return { ...line, group: line.group ?? '', occurredAt: new Date(Math.floor(date.getTime() / dayMs) * dayMs + minutes * 60_000).toISOString() }
  }

  function deliver(item: TradeItem, date: Date, day: number): DemoMovement[] {
    const quantity = Math.ceil(item.daily * (day < 7 ? 9 : between(5, 8)))
    return [write({ kind: 'receive', sku: item.sku, location: source.code, quantity, reference: `PO-${4100 + day}` }, date, 6)]
  }

  function restock(item: TradeItem, date: Date, day: number): DemoMovement[] {
    return outlets.flatMap((outlet, index) => {
      const onHand = stock.get(`${item.sku} ${source.code}`) ?? 0
      const quantity = Math.min(Math.ceil(item.daily * 2), Math.floor(onHand / (outlets.length + 1 - index)))
      if (quantity < 1) return []
      const line = { kind: 'transfer', sku: item.sku, reference: `TR-${day}`, group: `${day}-${item.sku}-${outlet.code}` } as const
      return [write({ ...line, location: source.code, quantity: -quantity }, date, 8), write({ ...line, location: outlet.code, quantity }, date, 8)]
    })
  }

  function sell(item: TradeItem, date: Date, day: number): DemoMovement[] {
    const place = trade.locations[between(0, trade.locations.length - 1)] ?? source
    const wanted = Math.round(item.daily * (0.6 + random() * 0.8))
    const quantity = Math.min(wanted, stock.get(`${item.sku} ${place.code}`) ?? 0)
    return quantity < 1 ? [] : [write({ kind: 'ship', sku: item.sku, location: place.code, quantity: -quantity, reference: `SO-${88_000 + day * 17 + between(0, 16)}` }, date, 14)]
  }

  function count(item: TradeItem, date: Date): DemoMovement[] {
    if (random() > 0.02 || (stock.get(`${item.sku} ${source.code}`) ?? 0) < 2) return []
    return [write({ kind: 'count', sku: item.sku, location: source.code, quantity: -1, reference: 'cycle count' }, date, 19)]
  }

  return {
    day(item: TradeItem, date: Date, day: number): DemoMovement[] {
      const parts: DemoMovement[] = []
      if (day % 7 === 0) parts.push(...deliver(item, date, day))
      if (day % 7 === 1) parts.push(...restock(item, date, day))
      if (date.getUTCDay() !== closedOnSunday) parts.push(...sell(item, date, day))
      return [...parts, ...count(item, date)]
    },
  }
}
