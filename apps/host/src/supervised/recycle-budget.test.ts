import { describe, expect, it } from 'vitest'
import { recycleReason } from './recycle-budget.ts'

const drainedVersion = { module: 'inventory', version: '1.0.0', phase: 'drained', memory: null } as const
const grown = (version: string, grownBytes: number) => ({ ...drainedVersion, version, phase: 'active', memory: { liveBytes: grownBytes, grownBytes, isGrowing: true, since: '2026-11-23T14:03:00.000Z', sites: [] } }) as const
const versions = (drained: number) => [{ ...drainedVersion, phase: 'active' } as const, ...Array.from({ length: drained }, () => drainedVersion)]
const mebibyte = 1_048_576

describe('the budget of a host', () => {
  it('is kept up to its last version and byte', () => {
    expect(recycleReason({ versions: versions(3), rssBytes: 500 * mebibyte }, { drainedVersions: 3, rssBytes: 500 * mebibyte })).toBeNull()
  })

  it('says which part is used up, and by how much', () => {
    expect(recycleReason({ versions: versions(4), rssBytes: 0 }, { drainedVersions: 3, rssBytes: null })).toBe('4 drained versions are in memory, the budget is 3')
    expect(recycleReason({ versions: [], rssBytes: 600 * mebibyte }, { drainedVersions: null, rssBytes: 500 * mebibyte })).toBe('the host uses 600 MB of memory, the budget is 500 MB')
  })

  it('names the version that has grown most', () => {
    const use = { versions: [grown('1.2.0', 20 * mebibyte), grown('2.0.0', 310 * mebibyte), drainedVersion], rssBytes: 600 * mebibyte }
    expect(recycleReason(use, { drainedVersions: null, rssBytes: 500 * mebibyte })).toBe('the host uses 600 MB of memory, the budget is 500 MB; inventory 2.0.0 has grown by 310 MB')
  })

  it('has no limit where none is set', () => {
    expect(recycleReason({ versions: versions(1_000), rssBytes: Number.MAX_SAFE_INTEGER }, { drainedVersions: null, rssBytes: null })).toBeNull()
  })
})
