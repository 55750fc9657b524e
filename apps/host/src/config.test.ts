import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

describe('the environment', () => {
  it('needs nothing: an embedded database, the releases directory, loopback', () => {
    expect(readConfig({})).toMatchObject({ port: 4000, bind: '127.0.0.1', databaseUrl: null, databaseDirectUrl: null, registry: null, packages: [], tenantDomains: ['localhost'], demo: false })
  })

  it('takes an empty variable as not set', () => {
    expect(readConfig({ DATABASE_URL: '', PORT: '' })).toMatchObject({ databaseUrl: null, port: 4000 })
  })

  it('names every variable that does not fit', () => {
    expect(() => readConfig({ PORT: 'http', LOG_LEVEL: 'loud' })).toThrowError(/PORT .*LOG_LEVEL /)
  })
})
