import { describe, expect, it } from 'vitest'
import { addRelease } from './release-index.ts'
import type { ReleasedVersion } from './release-index.ts'

const release = (version: string, integrity = `sha512-${version}`): ReleasedVersion => ({ packageName: '@tenon/inventory', version, file: `tenon-inventory-${version}.tgz`, integrity, deprecated: null })

describe('the release index', () => {
  it('keeps every version, sorted by package and version', () => {
    const versions = ['10.0.0', '1.0.0', '2.0.0', '1.10.0', '1.9.0']
    const index = versions.reduce((before, version) => addRelease(before, release(version)), { versions: [] as readonly ReleasedVersion[] })
    expect(index.versions.map(({ version }) => version)).toEqual(['1.0.0', '1.9.0', '1.10.0', '2.0.0', '10.0.0'])
  })

  it('takes the same bytes twice', () => {
    const index = { versions: [{ ...release('1.0.0'), deprecated: 'use 1.0.1' }] }
    expect(addRelease(index, release('1.0.0'))).toBe(index)
  })

  it('refuses other bytes under a released version', () => {
    expect(() => addRelease({ versions: [release('1.0.0')] }, release('1.0.0', 'sha512-other'))).toThrowError(/released already/)
  })
})
