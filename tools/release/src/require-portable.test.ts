import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { requirePortable } from './require-portable.ts'

it('refuses a tarball that holds a path of the machine, and lets others pass', () => {
  const tarball = gzipSync('const file = "/home/dana/tenon/module.ts"')
  expect(() => requirePortable('a.tgz', tarball, ['/home/dana'])).toThrowError(/a\.tgz holds a path/)
  expect(() => requirePortable('a.tgz', tarball, ['/', '', '/srv/tenon'])).not.toThrow()
})
