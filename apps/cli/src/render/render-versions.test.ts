import type { VersionState } from '@tenon/host'
import { expect, it } from 'vitest'
import { plain } from './paint.ts'
import { renderMemory } from './render-memory.ts'
import { renderVersions } from './render-versions.ts'

const idle = { http: 0, event: 0, timer: 0, call: 0 }
const calm = { blocks: 0, longestBlockMs: 0, unhandledRejections: 0, uncaughtExceptions: 0, timedOutCalls: 0 }
const growing = { liveBytes: 340 * 1_048_576, grownBytes: 310 * 1_048_576, isGrowing: true, since: '2026-11-23T14:03:00.000Z', sites: [{ where: 'remember (file:///s/store/@t/s/2.0.0-ab/package/dist/rows.js:3)', liveBytes: 300 * 1_048_576 }] }
const states: readonly VersionState[] = [
  { module: 'inventory', version: '1.2.0', phase: 'draining', tenants: 0, calls: 3, callsByCause: { ...idle, http: 2, event: 1 }, overdue: 1, memory: null, cutOff: [], reason: null, trouble: { ...calm, blocks: 3, longestBlockMs: 1240, uncaughtExceptions: 1, timedOutCalls: 4 } },
  { module: 'inventory', version: '2.0.0', phase: 'active', tenants: 2, calls: 0, callsByCause: idle, overdue: 0, memory: growing, cutOff: [{ tenantId: 'acme', since: '2026-11-23T14:03:00.000Z', until: null, reason: '20 of 24 calls failed within 10 s' }], reason: null, trouble: calm },
]

it('says what drains, what runs on it, and who is cut off', () => {
  const lines = renderVersions(states).lines.join('\n')
  expect(lines).toContain('3: 2 http, 1 event')
  expect(lines).toContain('kept the event loop 3 times, up to 1240 ms; 1 uncaught error; 4 calls took too long, 1 still running')
  expect(lines).toContain('keeps 310 MB more than at 23 Nov 2026 14:03, and goes on')
  expect(lines).toMatch(/cut off for acme since .*14:03.*: 20 of 24 calls failed within 10 s, being tried again/)
})

it('says what the objects of each version hold, and what the rest of the process is', () => {
  const memory = { residentBytes: 612 * 1_048_576, heapBytes: 400 * 1_048_576, outsideBytes: 32 * 1_048_576, unattributedBytes: 20 * 1_048_576, versions: [{ module: 'inventory', version: '2.0.0', ...growing }, { module: 'config', version: '1.0.0', ...growing, liveBytes: 500_000, grownBytes: 0, isGrowing: false, sites: [] }] }
  expect(renderMemory(memory).page(plain)).toMatchInlineSnapshot(`
    "module      version   holds    grown by                                      made most of it in
    inventory   2.0.0     340 MB   310 MB since 23 Nov 2026 14:03, and goes on   remember (dist/rows.js:3)
    config      1.0.0     488 kB   -

    612 MB   the process, resident
    400 MB   of it V8's heap
    20 MB    of that made since the start by the host and libraries, or in them for a version
    32 MB    outside of the heap: buffers, WebAssembly"
  `)
  expect(renderMemory({ ...memory, versions: [], unattributedBytes: null }).page(plain)).toContain('TENON_GROWTH_MB is 0')
})
