import type { VersionState } from '@tenon/host'
import { expect, it } from 'vitest'
import { renderVersions } from './render-versions.ts'

const idle = { http: 0, event: 0, timer: 0, call: 0 }
const calm = { blocks: 0, longestBlockMs: 0, unhandledRejections: 0, uncaughtExceptions: 0, timedOutCalls: 0 }
const states: readonly VersionState[] = [
  { module: 'inventory', version: '1.2.0', phase: 'draining', tenants: 0, calls: 3, callsByCause: { ...idle, http: 2, event: 1 }, overdue: 1, cutOff: [], reason: null, trouble: { ...calm, blocks: 3, longestBlockMs: 1240, uncaughtExceptions: 1 } },
  { module: 'inventory', version: '2.0.0', phase: 'active', tenants: 2, calls: 0, callsByCause: idle, overdue: 0, cutOff: [{ tenantId: 'acme', since: '2026-11-23T14:03:00.000Z', until: null, reason: '20 of 24 calls failed within 10 s' }], reason: null, trouble: calm },
]

it('says what drains, what runs on it, and who is cut off', () => {
  const lines = renderVersions(states).lines.join('\n')
  expect(lines).toContain('3: 2 http, 1 event')
  expect(lines).toContain('kept the event loop 3 times, up to 1240 ms; 1 uncaught error')
  expect(lines).toMatch(/cut off for acme since .*14:03.*: 20 of 24 calls failed within 10 s, being tried again/)
})
