import { expect, test } from 'vitest'
import { compareVersions, versionAfter } from './version-after.ts'

test('versions stand in the order of their numbers, prereleases before their release', () => {
  expect(['1.10.0', '1.2.0', '2.0.0', '2.0.0-rc.10', '2.0.0-rc.9'].toSorted(compareVersions)).toEqual(['1.2.0', '1.10.0', '2.0.0-rc.9', '2.0.0-rc.10', '2.0.0'])
})

test('a working copy comes after everything that is released', () => {
  expect(versionAfter(['2.0.9', '2.0.10', '1.9.0'])).toBe('2.0.11')
  expect(versionAfter(['2.1.0-rc.1', '2.0.0'])).toBe('2.1.0')
  expect(versionAfter([])).toBe('0.0.1')
})
