import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nothingSettled, settle } from './settled-position.ts'

describe('the settled position', () => {
  it('is that of a quiet outbox at once', () => {
    expect(settle(nothingSettled, { position: 7, publishers: [] })).toEqual({ settled: 7, pending: null })
  })

  it('waits for those who published when the position was read, and for nobody else', () => {
    const first = settle(nothingSettled, { position: 7, publishers: ['a', 'b'] })
    expect(first.settled).toBe(0)
    const second = settle(first, { position: 9, publishers: ['b', 'c'] })
    expect(second.settled).toBe(0)
    const third = settle(second, { position: 12, publishers: ['c', 'd'] })
    expect(third).toEqual({ settled: 7, pending: { position: 12, publishers: ['c', 'd'] } })
    expect(settle(third, { position: 12, publishers: ['d'] }).settled).toBe(7)
    expect(settle(third, { position: 12, publishers: ['e'] }).settled).toBe(12)
  })

  it('never passes a position whose transaction is under way, and comes up to the end once all is quiet', () => {
    const step = fc.record({ kind: fc.constantFrom('begin', 'publish', 'end', 'look'), who: fc.nat(4) })
    fc.assert(fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const underWay = new Map<number, { readonly name: string; readonly positions: number[] }>()
      let [last, names, state] = [0, 0, nothingSettled]
      const look = () => { state = settle(state, { position: last, publishers: [...underWay.values()].map(({ name }) => name) }) }
      for (const { kind, who } of steps) {
        if (kind === 'begin' && !underWay.has(who)) underWay.set(who, { name: `t${names += 1}`, positions: [] })
        if (kind === 'publish') underWay.get(who)?.positions.push(last += 1)
        if (kind === 'end') underWay.delete(who)
        if (kind === 'look') look()
        for (const { positions } of underWay.values()) for (const position of positions) expect(position).toBeGreaterThan(state.settled)
      }
      underWay.clear()
      look()
      expect(state.settled).toBe(last)
    }))
  })
})
