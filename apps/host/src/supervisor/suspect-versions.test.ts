import { describe, expect, it } from 'vitest'
import { noSuspicion, suspicionAfter } from './suspect-versions.ts'

const one = { key: '@a/b@1.0.0#x', label: 'b@1.0.0' }
const two = { key: '@a/b@2.0.0#y', label: 'b@2.0.0' }

describe('suspicion after a host ended', () => {
  it('falls on nobody when nothing was being loaded', () => {
    expect(suspicionAfter(noSuspicion, [], 'by SIGKILL')).toBe(noSuspicion)
  })

  it('bars the one version that was being loaded, once, with the latest reason', () => {
    const first = suspicionAfter(noSuspicion, [one], 'with exit code 7')
    expect(first).toEqual({ barred: [{ ...one, reason: 'the host ended with exit code 7 while it loaded b@1.0.0' }], oneAtATime: false })
    expect(suspicionAfter(first, [one], 'by SIGKILL').barred).toEqual([{ ...one, reason: 'the host ended by SIGKILL while it loaded b@1.0.0' }])
  })

  it('bars nobody when it may have been several, and has them loaded one at a time', () => {
    expect(suspicionAfter(noSuspicion, [one, two], 'by SIGKILL')).toEqual({ barred: [], oneAtATime: true })
  })
})
