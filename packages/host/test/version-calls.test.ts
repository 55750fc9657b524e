import { beforeEach, describe, expect, it, vi } from 'vitest'
import { callCauses } from '../src/dispatch/call-cause.ts'
import { openCalls } from './open-calls.ts'
import type { OpenCalls } from './open-calls.ts'

let open: OpenCalls

beforeEach(() => {
  open = openCalls()
  open.lock('acme', { inventory: '1.2.0' })
})

const stateOf = (version: string) => open.states().find((state) => state.version === version)

describe('work that is no request', () => {
  it.each(callCauses)('of cause %s is counted by its cause, and ends on the version it began on', async (cause) => {
    const ended = Promise.withResolvers<void>()
    const work = open.start('acme', 'inventory', async ({ scope }) => {
      const began = scope.version
      await ended.promise
      return [began, scope.version]
    }, cause)
    await vi.waitFor(() => expect(stateOf('1.2.0')).toMatchObject({ phase: 'active', calls: 1, callsByCause: { http: 0, event: 0, timer: 0, call: 0, [cause]: 1 } }))
    open.lock('acme', { inventory: '2.0.0' })
    expect(stateOf('1.2.0')).toMatchObject({ phase: 'draining' })
    ended.resolve()
    expect(await work).toEqual(['1.2.0', '1.2.0'])
    expect(stateOf('1.2.0')).toMatchObject({ phase: 'drained', calls: 0 })
    expect(await open.start('acme', 'inventory', ({ version }) => version.label, cause)).toBe('inventory@2.0.0')
  })

  it('waits while a cut-over holds its module, and starts on the new version', async () => {
    const release = await open.hold('acme', ['inventory'])
    const held = open.start('acme', 'inventory', ({ scope }) => scope.version)
    open.lock('acme', { inventory: '2.0.0' })
    release()
    expect(await held).toBe('2.0.0')
  })

  it('runs at once when the version is loaded', async () => {
    await open.start('acme', 'inventory', () => null)
    expect(open.start('acme', 'inventory', ({ scope }) => scope.version)).toBe('1.2.0')
  })

  it('rejects with the error of the module as the cause, and is not counted any more', async () => {
    const reason = new TypeError('no')
    await expect(Promise.resolve(open.start('acme', 'inventory', () => Promise.reject(reason)))).rejects.toMatchObject({ code: 'MODULE_FAILED', cause: reason })
    expect(stateOf('1.2.0')).toMatchObject({ calls: 0 })
  })
})
