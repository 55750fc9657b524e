import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '@tenon/database'
import { systemClock } from '@tenon/model'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import type { ModuleRegistry } from '@tenon/registry'
import { writeReleases } from '@tenon/test-kit'
import type { ExactHostOrder } from './exact-host.ts'
import { packExactModules } from './exact-modules.ts'
import { openExactRegistry } from './open-exact-registry.ts'

/** How much is asked, and of how many processes. */
export interface ExactnessOptions {
  /** An empty database. */
  readonly url: string
  readonly hosts: number
  /** Requests; each makes a call into another module and publishes an event besides. */
  readonly requests: number
  /** How often the third tenant goes up and back meanwhile. */
  readonly flips: number
}

/** What the handlers wrote down. */
export interface ExactnessReport {
  /** Handlers that began, by cause. */
  readonly handled: Readonly<Record<string, number>>
  /** Requests that were not answered with 200. */
  readonly failed: readonly string[]
  /** Stamps of code on other data, or of another version than the tenant that never moves is pinned to. */
  readonly mismatches: readonly string[]
  /** Requests of the third tenant that version 1.2.0 and 2.0.0 answered: it did move under load. */
  readonly answeredBy: Readonly<Record<string, number>>
  readonly flips: number
}

const still: Readonly<Record<string, string>> = { steady: '1.2.0', early: '2.0.0' }
const moving = 'restless'
const tenants = [...Object.keys(still), moving]
const callers = 12
const by = { actor: 'user:dana', reason: 'exactness' }

/**
 * Three tenants of two modules on real host processes over one database: one stays on 1.2.0, one on 2.0.0, one is taken up
 * and back all the while. Requests, calls, events and timers are interleaved; each handler writes down its code's
 * version and its data's.
 */
export async function runExactness(options: ExactnessOptions): Promise<ExactnessReport> {
  const directory = await mkdtemp(join(tmpdir(), 'tenon-exact-'))
  await writeReleases(join(directory, 'releases'), await packExactModules())
  const database = await openDatabase({ url: options.url })
  const { registry } = await openExactRegistry({ database, directory, clock: systemClock, serves: 'nobody' })
  const processes: HostProcess[] = []
  try {
    await createTenants(registry)
    const order: ExactHostOrder = { url: options.url, directory, clock: { from: Date.now(), speed: 600 } }
    for (let index = 0; index < options.hosts; index += 1) processes.push(await startHost(order))
    return await askAndCount({ ...options, registry, database, urls: processes.map(({ url }) => url) })
  } finally {
    await Promise.all(processes.map((process) => process.stop()))
    await registry.close()
    await database.close()
    await rm(directory, { recursive: true, force: true })
  }
}

async function createTenants(registry: ModuleRegistry): Promise<void> {
  await registry.createOrganization({ id: 'org', name: 'Org' })
  for (const id of tenants) {
    await registry.createTenant({ id, name: id, organizationId: 'org' })
    const version = still[id] ?? '1.2.0'
    await apply(registry, { kind: 'move', tenantId: id, targets: { front: version, back: version } })
  }
}

async function apply(registry: ModuleRegistry, request: Parameters<ModuleRegistry['plan']>[0]): Promise<void> {
  const plan = await registry.plan(request, by)
  const { status, problem } = await registry.apply(plan.id, by)
  assert.equal(status, 'succeeded', JSON.stringify(problem))
}

interface HostProcess {
  readonly url: string
  stop(): Promise<void>
}

async function startHost(order: ExactHostOrder): Promise<HostProcess> {
  const child: ChildProcess = fork(fileURLToPath(new URL('exact-host.ts', import.meta.url)), [JSON.stringify(order)], { execArgv: ['--conditions=tenon-source'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const exited = once(child, 'exit')
  const [{ url }] = (await Promise.race([once(child, 'message'), exited.then(([code]) => assert.fail(`the host ended with ${String(code)}`))])) as [{ readonly url: string }]
  return {
    url,
    async stop() {
      child.send('stop')
      await exited
    },
  }
}

interface Field extends ExactnessOptions {
  readonly registry: ModuleRegistry
  readonly database: TenantDatabase
  readonly urls: readonly string[]
}

async function askAndCount(field: Field): Promise<ExactnessReport> {
  const failed: string[] = []
  const answeredBy: Record<string, number> = {}
  const flipping = flip(field)
  await ask(field, { failed, answeredBy })
  await flipping
  await untilDelivered(field)
  const stamps = await readStamps(field)
  const begun = Map.groupBy(stamps.filter(({ moment }) => moment === 'begin'), ({ cause }) => cause)
  const handled = Object.fromEntries([...begun].map(([cause, all]) => [cause, all.reduce((sum, { times }) => sum + times, 0)]))
  return { handled, failed, mismatches: stamps.filter(isMismatch).map((stamp) => JSON.stringify(stamp)), answeredBy, flips: field.flips }
}

/** Up in one plan for both modules, and back one after the other, users first. */
async function flip({ registry, flips }: Field): Promise<void> {
  for (let count = 0; count < flips; count += 1) {
    await apply(registry, { kind: 'move', tenantId: moving, targets: { front: '2.0.0', back: '2.0.0' } })
    await delay(50)
    await apply(registry, { kind: 'roll-back', tenantId: moving, module: 'front' })
    await apply(registry, { kind: 'roll-back', tenantId: moving, module: 'back' })
    await delay(50)
  }
}

async function ask({ urls, requests }: Field, { failed, answeredBy }: { readonly failed: string[]; readonly answeredBy: Record<string, number> }): Promise<void> {
  const sequence = Array.from({ length: requests }, (_, seq) => seq).values()
  await Promise.all(Array.from({ length: callers }, async () => {
    for (const seq of sequence) {
      const tenant = tenants[seq % tenants.length] ?? moving
      const response = await fetch(`${urls[Math.floor(seq / tenants.length) % urls.length] ?? ''}/t/${tenant}/front/?seq=${seq}`)
      const body = await response.text()
      if (response.status !== 200) failed.push(`${seq} ${response.status} ${body}`)
      else if (tenant === moving) answeredBy[(JSON.parse(body) as { readonly front: string }).front] = (answeredBy[(JSON.parse(body) as { readonly front: string }).front] ?? 0) + 1
    }
  }))
}

/** Every published event has been handled at least once. */
async function untilDelivered({ registry, database }: Field): Promise<void> {
  for (let looks = 0; ; looks += 1) {
    const waiting = await Promise.all(tenants.map(async (id) => (await registry.listEvents(id, 100_000)).length - (await eventsHandled(database, id))))
    if (waiting.every((count) => count <= 0)) return
    assert.ok(looks < 600, `events are still waiting: ${JSON.stringify(waiting)}`)
    await delay(100)
  }
}

async function eventsHandled(database: TenantDatabase, tenantId: string): Promise<number> {
  const { rows } = await inTenant<{ readonly count: number }>(database, tenantId, `select count(*)::int as count from t_${tenantId}__back.stamp where cause = 'event'`)
  return rows[0]?.count ?? 0
}

interface Stamp {
  readonly tenant: string
  readonly cause: string
  readonly moment: string
  readonly code: string
  readonly data: string
  readonly times: number
}

async function readStamps({ database }: Field): Promise<readonly Stamp[]> {
  const all: Stamp[] = []
  for (const tenant of tenants) {
    for (const module of ['front', 'back']) {
      const { rows } = await inTenant<Stamp>(database, tenant, `select '${tenant}' as tenant, cause, moment, code, data, count(*)::int as times from t_${tenant}__${module}.stamp group by cause, moment, code, data`)
      all.push(...rows)
    }
  }
  return all
}

function inTenant<Row>(database: TenantDatabase, tenantId: string, text: string) {
  return database.transaction(async (session) => {
    await session.query(`select set_config('tenon.tenant_id', $1, true)`, [tenantId])
    return session.query<Row>(text)
  })
}

function isMismatch({ tenant, code, data }: Stamp): boolean {
  return code !== data || (still[tenant] !== undefined && still[tenant] !== code)
}
