import { describe, expect, it } from 'vitest'
import { startupErrorOf } from './startup-errors.ts'

const config = { port: 4000, bind: '127.0.0.1', home: '.tenon' }

describe('an error at start', () => {
  it.each([
    ['ENOSPC', 'DISK_FULL'],
    ['EDQUOT', 'DISK_FULL'],
    ['53100', 'DISK_FULL'],
    ['EADDRINUSE', 'PORT_IN_USE'],
    ['EACCES', 'PORT_FORBIDDEN'],
    ['EWHATEVER', 'START_FAILED'],
  ])('with the system code %s becomes %s', (code, expected) => {
    expect(startupErrorOf(Object.assign(new TypeError('no'), { code }), config).code).toBe(expected)
  })
})
