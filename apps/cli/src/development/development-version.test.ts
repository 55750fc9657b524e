import { expect, it } from 'vitest'
import { developmentVersion, isDevelopmentVersion } from './development-version.ts'

it('counts up from 1 above what is in package.json', () => {
  expect(developmentVersion('1.4.0', [])).toBe('1.4.1-dev.1')
  expect(developmentVersion('1.4.0', ['1.4.1-dev.1', '1.4.1-dev.10', '1.4.1-dev.9', '1.4.0', '2.0.1-dev.77'])).toBe('1.4.1-dev.11')
  expect(developmentVersion('2.0.0-beta.1', [])).toBe('2.0.1-dev.1')
})

it('is told apart from what people release', () => {
  expect(['1.4.1-dev.1', '1.4.1', '1.4.1-beta.1', '1.4.1-dev'].map(isDevelopmentVersion)).toEqual([true, false, false, false])
})
