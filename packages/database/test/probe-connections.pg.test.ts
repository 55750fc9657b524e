import { createTestDatabase } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase, probeConnections, withPlainConnection } from '../src/index.ts'
import { startPgBouncer, whyNoPgBouncer } from './isolation/pgbouncer.ts'
import type { PgBouncer } from './isolation/pgbouncer.ts'

const missing = await whyNoPgBouncer()
if (missing !== null) process.stdout.write(`\n[probe through PgBouncer] skipped: ${missing}\n`)

let server: TestDatabase
beforeAll(async () => {
  server = await createTestDatabase()
  await (await openDatabase({ url: server.url })).close()
})
afterAll(() => server.close())

test('without a pooler, role and tenant hold for one transaction and notifications arrive', async () => {
  const facts = await probeConnections({ url: server.url })
  expect(facts).toMatchObject({ mode: 'direct', directMode: 'direct', notified: true, bindingFailure: null })
  expect(new Set(facts.identities.map(({ when, role, tenant }) => `${when} ${role} ${tenant}`))).toEqual(new Set(['outside tenon null', 'inside tenon_runtime tenon-doctor']))
})

test('a role that is set for whole sessions is seen after the transaction', async () => {
  const own = await createTestDatabase()
  try {
    await withPlainConnection(own.url, (session) => session.query(`alter database ${new URL(own.url).pathname.slice(1)} set tenon.tenant_id = 'globex'`))
    const { identities } = await probeConnections({ url: own.url })
    expect(identities.filter(({ when }) => when === 'outside').map(({ tenant }) => tenant)).toContain('globex')
  } finally {
    await own.close()
  }
})

describe.skipIf(missing !== null)('through PgBouncer', () => {
  let bouncer: PgBouncer
  beforeAll(async () => { bouncer = await startPgBouncer(server.url) })
  afterAll(() => bouncer.stop())

  test('transaction mode is seen, binding holds, and the direct URL carries notifications', async () => {
    const facts = await probeConnections({ url: bouncer.url, directUrl: server.url })
    expect(facts).toMatchObject({ mode: 'transaction', directMode: 'direct', notified: true, bindingFailure: null })
    expect(new Set(facts.identities.map(({ when, role, tenant }) => `${when} ${role} ${tenant}`))).toEqual(new Set(['outside tenon null', 'inside tenon_runtime tenon-doctor']))
  })

  test('a direct URL that leads to the pooler too is known not to carry notifications', async () => {
    expect(await probeConnections({ url: bouncer.url })).toMatchObject({ directMode: 'transaction', notified: false })
  })
})
