import { describe, expect, it } from 'vitest'
import type { BlockEvidence, StackSample } from './block-evidence.ts'
import { verdictOf } from './block-verdict.ts'

const one = { number: 1, urlPrefix: 'file:///store/a/1.0.0-x/package/' }
const two = { number: 2, urlPrefix: 'file:///store/a/1.0.0-x2/package/' }
const frame = (url: string, name = 'f') => ({ url, name, line: 3 })
const inOne = frame(`${one.urlPrefix}dist/module.js`)
const inTwo = frame(`${two.urlPrefix}dist/module.js`)
const library = frame('file:///host/node_modules/zod/index.js')
const look = (kind: StackSample['kind'], coveredMs: number, ...frames: StackSample['frames']): StackSample => ({ kind, coveredMs, frames })
const verdict = (evidence: Partial<BlockEvidence>) => verdictOf({ blockedMs: 1_000, running: 0, samples: [], profile: [], ...evidence }, [one, two])

describe('who blocked', () => {
  it('is the version of the innermost frame that belongs to one, also when a library it called runs', () => {
    expect(verdict({ samples: [look('prompt', 60, library, inTwo, inOne)] })).toEqual({ place: two, frame: inTwo, certain: true })
  })

  it('is no version when none is in the stack and none was called', () => {
    expect(verdict({ samples: [look('prompt', 60, frame('node:internal/x'), library)] })).toEqual({ place: null, frame: library, certain: true })
  })

  it('is the version in whose call a library ran without a frame of it', () => {
    expect(verdict({ running: 1, samples: [look('prompt', 60, library)] })).toEqual({ place: one, frame: library, certain: true })
  })

  it('is the called version and not whoever a late look shows', () => {
    expect(verdict({ running: 1, samples: [look('late', 700, inTwo)] })).toEqual({ place: one, frame: null, certain: true })
  })

  it('is only likely when most of the time went by in what could not be interrupted', () => {
    expect(verdict({ samples: [look('late', 700, inTwo), look('prompt', 60, inTwo)] })).toEqual({ place: two, frame: inTwo, certain: false })
    expect(verdict({ samples: [look('late', 300), look('prompt', 200, inOne), look('prompt', 200, inOne)] })).toMatchObject({ place: one, certain: true })
    expect(verdict({ samples: [look('last', 60, inOne)] })).toMatchObject({ place: one, certain: false })
  })

  it('is whom the profiler met most, whatever came later; collected garbage has no say', () => {
    const profile = [{ frames: [frame('', '(garbage collector)')], count: 40 }, { frames: [inOne], count: 9 }, { frames: [inTwo], count: 2 }]
    expect(verdict({ profile, samples: [look('late', 700, inTwo)] })).toEqual({ place: one, frame: inOne, certain: true })
  })

  it('is nobody when nothing was seen', () => {
    expect(verdict({})).toEqual({ place: null, frame: null, certain: false })
  })
})
