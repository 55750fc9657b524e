import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { closedCircuit, reduceCircuit } from './circuit.ts'
import type { Circuit, CircuitEvent, CircuitLimits } from './circuit.ts'

const limits: CircuitLimits = { windowMs: 100, failures: 4, share: 0.5, tenants: 1, pauseMs: 50, longestPauseMs: 150, probes: 2 }
const failed = (at: number, ended: number, tenantId = 'acme'): CircuitEvent => ({ kind: 'failed', at, ended, tenantId })
const after = (events: readonly CircuitEvent[], circuit: Circuit = closedCircuit, on = limits) => events.reduce((state, event) => reduceCircuit(state, event, on), circuit)
const storm = [failed(0, 1), failed(1, 2), failed(2, 3), failed(3, 4)]

describe('a circuit', () => {
  it('opens in a storm, says why, and lets a few calls through after a pause', () => {
    const open = after(storm)
    expect(open).toEqual({ kind: 'open', since: 3, until: 53, pauseMs: 50, reason: '4 of 4 calls failed within 0.1 s' })
    expect(after([{ kind: 'asked', at: 52 }], open)).toBe(open)
    const probing = after([{ kind: 'asked', at: 53 }, { kind: 'asked', at: 53 }], open)
    expect(probing).toMatchObject({ kind: 'half-open', probing: 2 })
    expect(after([{ kind: 'asked', at: 54 }], probing)).toBe(probing)
    expect(after([{ kind: 'probe-succeeded' }, { kind: 'probe-succeeded' }], probing)).toBe(closedCircuit)
    expect(after([{ kind: 'probe-succeeded' }, { kind: 'probe-failed', at: 60 }], probing)).toMatchObject({ kind: 'open', since: 3, until: 160, pauseMs: 100 })
  })

  it('over all tenants stays closed while one tenant alone fails', () => {
    const overAll = { ...limits, tenants: 3 }
    expect(after([...storm, failed(4, 5)], closedCircuit, overAll).kind).toBe('closed')
    expect(after([...storm, failed(4, 5, 'globex'), failed(5, 6, 'hooli')], closedCircuit, overAll).kind).toBe('open')
  })

  it('is cut off from outside for as long as asked, and a block never shortens a pause', () => {
    const blocked = after([{ kind: 'blocked', at: 10, forMs: 500, reason: 'it blocked the event loop for 3 s' }])
    expect(blocked).toMatchObject({ kind: 'open', since: 10, until: 510, reason: 'it blocked the event loop for 3 s' })
    expect(after([{ kind: 'blocked', at: 20, forMs: 10, reason: 'again' }], blocked)).toMatchObject({ since: 10, until: 510 })
  })
})

/** Calls one after another, each at a time and with an end: what the reducer and the slow reference are fed. */
const history = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 60 }), fails: fc.boolean() }), { maxLength: 60 })

describe('a closed circuit, whatever happens', () => {
  it('opens exactly when failures in the window reach number and share', () => {
    fc.assert(fc.property(history, (calls) => {
      let circuit: Circuit = closedCircuit
      let at = 0
      let window: { readonly from: number; ended: number; failures: number } | null = null
      for (const [index, { wait, fails }] of calls.entries()) {
        at += wait
        if (!fails) {
          if (window !== null) window.ended += 1
          continue
        }
        if (window === null || at - window.from >= limits.windowMs) window = { from: at, ended: 0, failures: 0 }
        window.ended += 1
        window.failures += 1
        circuit = reduceCircuit(circuit, failed(at, index + 1), limits)
        const opens = window.failures >= limits.failures && window.failures / window.ended >= limits.share
        expect(circuit.kind).toBe(opens ? 'open' : 'closed')
        if (opens) return
      }
    }), { numRuns: 2_000 })
  })
})

const event: fc.Arbitrary<(at: number, ended: number) => CircuitEvent> = fc.constantFrom<(at: number, ended: number) => CircuitEvent>(
  failed, (at) => ({ kind: 'asked', at }), () => ({ kind: 'probe-succeeded' }), (at) => ({ kind: 'probe-failed', at }), (at) => ({ kind: 'blocked', at, forMs: 30, reason: 'watched' }),
)

describe('an open circuit, whatever happens', () => {
  it('lets nobody in before its pause is over, at most so many probes after it, and closes only when all of them end well', () => {
    fc.assert(fc.property(fc.array(fc.tuple(event, fc.integer({ min: 0, max: 40 })), { maxLength: 80 }), (steps) => {
      let circuit: Circuit = closedCircuit
      let at = 0
      for (const [index, [make, wait]] of steps.entries()) {
        at += wait
        const before = circuit
        const happens = make(at, index + 1)
        circuit = reduceCircuit(before, happens, limits)
        if (before.kind === 'open' && circuit.kind !== 'open') expect([happens.kind, at >= before.until]).toEqual(['asked', true])
        if (before.kind !== 'closed' && circuit.kind === 'closed') expect(before).toMatchObject({ kind: 'half-open', succeeded: limits.probes - 1 })
        if (circuit.kind === 'half-open') expect(circuit.probing + circuit.succeeded).toBeLessThanOrEqual(limits.probes)
        if (circuit.kind === 'open') expect(circuit.until - at).toBeLessThanOrEqual(limits.longestPauseMs)
      }
    }), { numRuns: 2_000 })
  })
})
