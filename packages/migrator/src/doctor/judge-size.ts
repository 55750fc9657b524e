import type { DoctorFacts } from './facts.ts'
import type { Judged } from './finding.ts'

const schemaBudget = 2_000
const nearBudget = 0.8
/** From here on one operation over the whole database is no longer small. */
const manySchemas = 200
const advisedLocks = 512
/** With 2.0 million files a restart took 148 s: from a twentieth of that on it is worth a setting. */
const manyFiles = 100_000
const defaultBuffersBytes = 128 * 1024 ** 2
const bigMachineBytes = 4 * 1024 ** 3
const muchDataBytes = 1024 ** 3

/** Settings that a growing number of tenants outgrows. */
export function judgeSize(facts: DoctorFacts): readonly Judged[] {
  return [judgeLocks(facts), judgePool(facts), judgeBudget(facts), judgeRecovery(facts), judgeBuffers(facts)]
}

function judgeLocks({ server, schemas }: DoctorFacts): Judged {
  const capacity = server.maxLocks * (server.maxConnections + server.maxPreparedTransactions)
  const [largest, locks] = largestTenant(schemas)
  const seen = `room for ${number(capacity)} locks (max_locks_per_transaction = ${server.maxLocks})`
  const next = `alter system set max_locks_per_transaction = ${Math.max(advisedLocks, powerAbove(Math.max(locks, server.tables) / (server.maxConnections + server.maxPreparedTransactions)))}; then restart the server.`
  return {
    check: 'lock-table', found: `${seen}; removing ${largest ?? 'a tenant'} takes ${number(locks)}, a dump ${number(server.tables)}`, why: 'Removing a tenant locks every table, index, constraint and type of it at once, a dump every table of the database; past the room either fails with "out of shared memory".',
    faults: [
      { verdict: 'problem', when: locks > capacity, next },
      { verdict: 'advice', when: server.tables > capacity, next },
      { verdict: 'advice', when: locks * 2 > capacity, next },
      { verdict: 'advice', when: schemas.length >= manySchemas && server.maxLocks < advisedLocks, next },
    ],
  }
}

function largestTenant(schemas: DoctorFacts['schemas']): readonly [string | null, number] {
  const locks = new Map<string, number>()
  for (const it of schemas) {
    const tenant = it.schema.slice(2, it.schema.indexOf('__')).replaceAll('_', '-')
    locks.set(tenant, (locks.get(tenant) ?? 0) + it.locks)
  }
  return [...locks].reduce<readonly [string | null, number]>((most, one) => (one[1] > most[1] ? one : most), [null, 0])
}

function powerAbove(least: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, least)))
}

function judgePool({ server, host }: DoctorFacts): Judged {
  const usable = server.maxConnections - server.reservedConnections
  return {
    check: 'connections', found: `max_connections leaves ${usable}; a host takes up to ${host.connectionsPerHost}, ${server.openConnections} are open now`, why: 'A host that gets no connection answers 503, and so does every other program on this server.',
    faults: [
      { verdict: 'problem', when: usable < host.connectionsPerHost, next: `alter system set max_connections = ${server.reservedConnections + host.connectionsPerHost * 4}; then restart the server; or put a pooler before it.` },
      { verdict: 'advice', when: server.openConnections + host.connectionsPerHost > usable, next: 'There is no room for one more host: raise max_connections, or put a pooler in transaction mode before the server.' },
    ],
  }
}

function judgeBudget({ schemas }: DoctorFacts): Judged {
  return {
    check: 'module-schemas', found: `${number(schemas.length)} of ${number(schemaBudget)} module schemas`, why: 'Each server process keeps 0.2 MB for every module schema it ever touched, and a restart, a dump and an upgrade of the server visit every file.',
    faults: [
      { verdict: 'advice', when: schemas.length > schemaBudget, next: 'Add a database, and place new tenants there.' },
      { verdict: 'advice', when: schemas.length > schemaBudget * nearBudget && schemas.length <= schemaBudget, next: 'Prepare another database: new tenants go there from the budget on.' },
    ],
  }
}

function judgeRecovery({ server }: DoctorFacts): Judged {
  return {
    check: 'crash-recovery', found: `recovery_init_sync_method = ${server.recoveryInitSync}, about ${number(server.relationFiles)} files in this database`, why: 'After a crash the server opens every file once, and nobody is served meanwhile: 148 s with 2.0 million files, 1.8 s with syncfs.',
    faults: [{ verdict: 'advice', when: server.recoveryInitSync === 'fsync' && server.relationFiles >= manyFiles, next: `On Linux: alter system set recovery_init_sync_method = 'syncfs'; select pg_reload_conf();` }],
  }
}

function judgeBuffers({ server, host }: DoctorFacts): Judged {
  const isDefault = server.sharedBuffersBytes <= defaultBuffersBytes
  const isBig = host.memoryBytes === null ? server.dataBytes >= muchDataBytes : host.memoryBytes >= bigMachineBytes
  const machine = host.memoryBytes === null ? `${size(server.dataBytes)} of data` : `${size(host.memoryBytes)} of memory`
  return {
    check: 'shared-buffers', found: `shared_buffers = ${size(server.sharedBuffersBytes)}, ${machine}`, why: 'The default fits the smallest machine: the catalog of a few hundred tenants alone fills it.',
    faults: [{ verdict: 'advice', when: isDefault && isBig, next: 'Set shared_buffers to a quarter of the memory of the machine (alter system set shared_buffers = ...), then restart the server.' }],
  }
}

function size(bytes: number): string {
  return bytes >= 1024 ** 3 ? `${(bytes / 1024 ** 3).toFixed(1)} GB` : `${Math.round(bytes / 1024 ** 2)} MB`
}

function number(value: number): string {
  return value.toLocaleString('en')
}
