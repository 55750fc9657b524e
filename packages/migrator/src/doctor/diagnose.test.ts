import type { ConnectionFacts } from '@tenon/model'
import { describe, expect, test } from 'vitest'
import { formatMark } from '../schema-mark.ts'
import { diagnose } from './diagnose.ts'
import type { DoctorFacts, RoleFacts, SchemaFacts, ServerFacts } from './facts.ts'
import { doctorChecks } from './finding.ts'

const digest = '0'.repeat(32)
const rights = { superuser: false, bypassesRowSecurity: false }
const runtime = { ...rights, owned: 0, memberOf: [], createsIn: [], createsInDatabase: false }
const gigabyte = 1024 ** 3

const schema: SchemaFacts = {
  schema: 't_acme__shop', relations: 12, locks: 60, unguarded: [], olderGuards: [], exposed: [], invalidIndexes: [],
  comment: formatMark({ dataVersion: 2, ledger: digest, kept: false }), ledger: { dataVersion: 2, digests: [digest] },
}
const connections: ConnectionFacts = {
  mode: 'direct', directMode: 'direct', notified: true, boundTenant: 'doctor', bindingFailure: null,
  identities: [{ when: 'outside', role: 'app', tenant: null }, { when: 'inside', role: 'tenon_runtime', tenant: 'doctor' }, { when: 'outside', role: 'app', tenant: null }],
}
const sound: DoctorFacts = {
  server: {
    version: 180_004, versionText: '18.4', maxLocks: 512, maxConnections: 100, maxPreparedTransactions: 0, reservedConnections: 3, openConnections: 12,
    recoveryInitSync: 'fsync', sharedBuffersBytes: gigabyte, autovacuum: true, trackCounts: true, fsync: true, fullPageWrites: true,
    statementTimeoutMs: 0, idleInTransactionTimeoutMs: 300_000, idleSessionTimeoutMs: 0, relationFiles: 900, tables: 200, dataBytes: 50_000_000,
  },
  roles: { user: 'app', mayBecomeBoth: true, owner: rights, runtime },
  schemas: [schema],
  controlPlane: [{ table: 'outbox', guarded: true, open: true }, { table: 'pin', guarded: true, open: false }],
  activity: { limitMs: 300_000, long: [], hidden: 0 },
  connections,
  host: { connectionsPerHost: 12, memoryBytes: 8 * gigabyte },
}

/** Facts -> what is found wrong. */
const table: readonly (readonly [title: string, facts: Partial<DoctorFacts>, expected: readonly string[]])[] = [
  ['nothing is wrong', {}, []],
  ['the server is too old', server({ version: 140_012, versionText: '14.12' }), ['problem server-version']],
  ['data is not safe in a crash', server({ fsync: false, fullPageWrites: false }), ['problem fsync', 'problem full-page-writes']],
  ['autovacuum is off', server({ autovacuum: false }), ['problem autovacuum']],
  ['autovacuum has nothing to go by', server({ trackCounts: false }), ['problem autovacuum']],
  ['few locks, few tenants', server({ maxLocks: 64 }), []],
  ['few locks, many tenants', { ...server({ maxLocks: 64, maxConnections: 500 }), schemas: schemas(200) }, ['advice lock-table']],
  ['removing one tenant takes more locks than there are', { ...server({ maxLocks: 4, maxConnections: 50 }), schemas: [{ ...schema, locks: 150 }, { ...schema, schema: 't_acme__config', locks: 60 }] }, ['problem lock-table']],
  ['the same locks, of two tenants', { ...server({ maxLocks: 8, maxConnections: 50 }), schemas: [{ ...schema, locks: 150 }, { ...schema, schema: 't_globex__shop', locks: 60 }] }, []],
  ['a dump takes more locks than there are', server({ tables: 60_000 }), ['advice lock-table']],
  ['no room for one host', server({ maxConnections: 10 }), ['problem connections']],
  ['no room for one more host', server({ openConnections: 90 }), ['advice connections']],
  ['many files, each opened after a crash', server({ relationFiles: 100_000 }), ['advice crash-recovery']],
  ['many files, synced at once', server({ relationFiles: 100_000, recoveryInitSync: 'syncfs' }), []],
  ['default buffers on a big machine', server({ sharedBuffersBytes: 128 * 1024 ** 2 }), ['advice shared-buffers']],
  ['default buffers on a small machine', { ...server({ sharedBuffersBytes: 128 * 1024 ** 2 }), host: { connectionsPerHost: 12, memoryBytes: gigabyte } }, []],
  ['default buffers on another machine with little data', { ...server({ sharedBuffersBytes: 128 * 1024 ** 2 }), host: { connectionsPerHost: 12, memoryBytes: null } }, []],
  ['default buffers on another machine with much data', { ...server({ sharedBuffersBytes: 128 * 1024 ** 2, dataBytes: 2 * gigabyte }), host: { connectionsPerHost: 12, memoryBytes: null } }, ['advice shared-buffers']],
  ['forgotten transactions may stay', server({ idleInTransactionTimeoutMs: 0 }), ['advice idle-transactions']],
  ['sessions end when idle', server({ idleSessionTimeoutMs: 60_000 }), ['advice session-timeouts']],
  ['statements end soon', server({ statementTimeoutMs: 5_000 }), ['advice session-timeouts']],
  ['a transaction is open for long', { activity: { ...sound.activity, long: [{ what: 'pid 7 of app, idle in transaction', ageMs: 900_000 }] } }, ['advice long-transactions']],
  ['transactions cannot be seen', { activity: { ...sound.activity, hidden: 3 } }, ['advice long-transactions']],
  ['a role is missing', roles({ runtime: null, mayBecomeBoth: false }), ['problem roles']],
  ['the user may not act as the roles', roles({ mayBecomeBoth: false }), ['problem roles']],
  ['a role is above row level security', roles({ owner: { ...rights, bypassesRowSecurity: true } }), ['problem roles']],
  ['the runtime role is a superuser', roles({ runtime: { ...runtime, superuser: true } }), ['problem roles']],
  ['the runtime role owns something', roles({ runtime: { ...runtime, owned: 1 } }), ['problem runtime-role']],
  ['the runtime role may create', roles({ runtime: { ...runtime, createsIn: ['t_acme__shop'] } }), ['problem runtime-role']],
  ['the runtime role may create schemas', roles({ runtime: { ...runtime, createsInDatabase: true } }), ['problem runtime-role']],
  ['the runtime role is a member of the owner', roles({ runtime: { ...runtime, memberOf: ['tenon_owner'] } }), ['problem runtime-role']],
  ['a table without a guard', one({ unguarded: ['stray'] }), ['problem guards']],
  ['a table with the guard of an earlier release', one({ olderGuards: ['item'] }), ['advice guards']],
  ['a materialized view that requests read', one({ exposed: ['totals'] }), ['problem exposed-relations']],
  ['an index that broke off', one({ invalidIndexes: ['item_name'] }), ['problem invalid-indexes']],
  ['no mark', one({ comment: null }), ['problem marks']],
  ['a mark and no ledger', one({ ledger: null }), ['problem marks']],
  ['a mark of another version', one({ ledger: { dataVersion: 1, digests: [digest] } }), ['problem marks']],
  ['a mark of another ledger', one({ ledger: { dataVersion: 2, digests: ['1'.repeat(32)] } }), ['problem marks']],
  ['a mark from before a preparation', one({ ledger: { dataVersion: 2, digests: ['1'.repeat(32), digest] } }), []],
  ['a ledger that nobody may read', one({ ledger: 'unreadable' }), ['problem marks']],
  ['a shared table that requests may touch', { controlPlane: [{ table: 'pin', guarded: false, open: true }] }, ['problem control-plane-guards']],
  ['a shared table that only privileges close', { controlPlane: [{ table: 'pin', guarded: false, open: false }] }, ['advice control-plane-guards']],
  ['near the budget of a database', { schemas: schemas(1_601) }, ['advice module-schemas']],
  ['past the budget of a database', { schemas: schemas(2_001) }, ['advice module-schemas']],
  ['a pooler in transaction mode', { connections: { ...connections, mode: 'transaction' } }, []],
  ['a pooler in statement mode', { connections: { ...connections, mode: 'statement', bindingFailure: 'refused' } }, ['problem binding']],
  ['a role that stays', seen({ when: 'outside', role: 'tenon_runtime', tenant: null }), ['problem binding']],
  ['a tenant that stays', seen({ when: 'outside', role: 'app', tenant: 'doctor' }), ['problem binding']],
  ['a role that is lost', seen({ when: 'inside', role: 'app', tenant: 'doctor' }), ['problem binding']],
  ['binding fails', { connections: { ...connections, bindingFailure: 'role "tenon_runtime" does not exist' } }, ['problem binding']],
  ['notifications are lost', { connections: { ...connections, directMode: 'transaction', notified: false } }, ['problem notifications']],
]

describe('what is wrong when', () => {
  test.each(table)('%s', (_title, facts, expected) => {
    const findings = diagnose({ ...sound, ...facts })
    const wrong = findings.filter(({ verdict }) => verdict !== 'ok')
    expect(wrong.map(({ verdict, check }) => `${verdict} ${check}`)).toEqual(expected)
    for (const { found, why, next } of wrong) expect([found, why, next]).not.toContain('')
  })
})

test('every check has one finding, and can fail', () => {
  expect(diagnose(sound).map(({ check }) => check)).toEqual(doctorChecks)
  expect(new Set(table.flatMap(([, , expected]) => expected.map((it) => it.split(' ')[1])))).toEqual(new Set(doctorChecks))
})

test('problems come first, then advice, then what is in order', () => {
  const verdicts = diagnose({ ...sound, ...server({ idleInTransactionTimeoutMs: 0 }), ...one({ invalidIndexes: ['item_name'] }) }).map(({ verdict }) => verdict)
  expect(verdicts.filter((verdict, index) => verdict !== verdicts[index - 1])).toEqual(['problem', 'advice', 'ok'])
})

function server(facts: Partial<ServerFacts>): Partial<DoctorFacts> {
  return { server: { ...sound.server, ...facts } }
}

function roles(facts: Partial<RoleFacts>): Partial<DoctorFacts> {
  return { roles: { ...sound.roles, ...facts } }
}

function one(facts: Partial<SchemaFacts>): Partial<DoctorFacts> {
  return { schemas: [{ ...schema, ...facts }] }
}

function schemas(count: number): readonly SchemaFacts[] {
  return Array.from({ length: count }, (_, index) => ({ ...schema, schema: `t_acme_${index}__shop` }))
}

function seen(identity: ConnectionFacts['identities'][number]): Partial<DoctorFacts> {
  return { connections: { ...connections, identities: [...connections.identities, identity] } }
}
