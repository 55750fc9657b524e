import type { TenantBinding, TenantDatabase } from '@tenon/module-sdk/ports'
import { Client } from 'pg'
import type { GeneratedClient } from '../generate-client.ts'
import { bindingOf, versions } from './field.ts'
import type { Version } from './field.ts'
import { createJudge } from './judge.ts'
import type { Verdict } from './judge.ts'
import { codeOf, operations } from './operations.ts'
import type { Ground, Operation } from './operations.ts'
import type { ProofClient } from './proof-client.ts'
import { createRandom } from './random.ts'
import type { Random } from './random.ts'

/** What to run, where. */
export interface RunMixOptions {
  readonly database: TenantDatabase
  /** A direct URL with superuser rights, to cut connections. */
  readonly adminUrl: string
  readonly generated: readonly GeneratedClient<ProofClient>[]
  readonly tenantIds: readonly string[]
  /** How many operations at least. */
  readonly operations: number
  readonly seed: number
  /** Told now and then. */
  readonly onProgress?: (done: number) => void
}

const callers = 24
const neighbourCount = 20
/** Tenants at work at one time; it moves on through all of them. */
const busyCount = 30
const drawsPerMove = 200

/** A cut connection shows in whatever ran on it, and in whoever waited: these are no findings. Deadlocks are between rows of one tenant. */
const explained = ['P1001', 'P1017', 'P2034', 'P2037', '57P01', '08P01', 'ECONNRESET', 'EPIPE', 'DATABASE_BUSY', 'DATABASE_UNREACHABLE', 'TRANSACTION_ENDED', '40P01']
const cutWords = /terminat|server_login|not queryable|Connection (?:ended|closed)|ConnectionClosed|server conn crashed|server closed the connection|57P01|08P01|Transaction already closed|Transaction API error|Transaction not found/i

/**
 * Runs operations of every kind for many tenants and both versions at once, drawn by a seed, and judges
 * every answer. The same seed draws the same operations; how they interleave is up to the server.
 */
export async function runMix(options: RunMixOptions): Promise<Verdict> {
  const judge = createJudge()
  const admin = new Client({ connectionString: options.adminUrl })
  await admin.connect()
  const left = new Set<Promise<unknown>>()
  const shared = { ...options, judge, left, admin, ids: 1_000 + (options.seed % 1_000) * 2_000_000, drawn: 0 }
  try {
    await Promise.all(Array.from({ length: callers }, (_, caller) => call(shared, createRandom(options.seed * 1_000 + caller))))
    await Promise.all(left)
    return judge.verdict()
  } finally {
    await admin.end()
  }
}

interface Shared extends RunMixOptions {
  readonly judge: ReturnType<typeof createJudge>
  readonly left: Set<Promise<unknown>>
  readonly admin: Client
  ids: number
  drawn: number
}

async function call(shared: Shared, random: Random): Promise<void> {
  while (shared.judge.done() < shared.operations) {
    shared.drawn += 1
    if (shared.drawn % 2_000 === 0) shared.onProgress?.(shared.judge.done())
    const operation = draw(random)
    await attempt(shared, operation.kind, operation.run(groundOf(shared, random)))
  }
}

/** A failure that nothing explains is a finding. */
async function attempt({ judge }: Shared, kind: string, work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    const code = codeOf(error)
    const text = error instanceof Error ? `${error.message} ${JSON.stringify((error as { readonly meta?: unknown }).meta ?? '')}` : String(error)
    if (explained.includes(code) || cutWords.test(text)) judge.refuse(code)
    else judge.fail(`${kind}: ${code} ${text.slice(0, 300)}`)
  }
}

const totalWeight = operations.reduce((sum, { weight }) => sum + weight, 0)

function draw(random: Random): Operation {
  let ticket = (random.below(1_000_000) / 1_000_000) * totalWeight
  const found = operations.find(({ weight }) => (ticket -= weight) < 0)
  return found ?? (operations[0] as Operation)
}

function groundOf(shared: Shared, random: Random): Ground {
  const { database, judge, tenantIds } = shared
  const first = Math.floor(shared.drawn / drawsPerMove)
  const busy = (offset: number) => tenantIds[(first + offset) % tenantIds.length] ?? ''
  const at = random.below(Math.min(busyCount, tenantIds.length))
  shared.ids += 1
  return {
    database, judge, random, tenantId: busy(at), otherId: busy(at + 1), version: random.pick(versions), freshId: shared.ids,
    neighbours: Array.from({ length: Math.min(neighbourCount, tenantIds.length) }, (_, index) => busy(at + index)),
    clientOf: (tenantId, version) => clientFor(shared, bindingOf(tenantId, version), version),
    wrongClientOf: (tenantId, schemaOf, version) => clientFor(shared, { tenantId, schema: bindingOf(schemaOf, version).schema }, version),
    leave: (work) => {
      const left = attempt(shared, 'left unawaited', work).finally(() => shared.left.delete(left))
      shared.left.add(left)
    },
    cut: async () => {
      await shared.admin.query(`select pg_terminate_backend(pid) from (select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' order by random() limit 1) as one`)
    },
  }
}

function clientFor({ database, generated }: Shared, binding: TenantBinding, version: Version): ProofClient {
  const factory = generated[version.number - 1] as GeneratedClient<ProofClient>
  return database.client(`${binding.tenantId} ${binding.schema}`, binding, (adapter) => factory.create(adapter) as never) as unknown as ProofClient
}
