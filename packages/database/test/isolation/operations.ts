import { setImmediate as nextTurn } from 'node:timers/promises'
import { sql } from '@tenon/module-sdk'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { bindingOf, lastingIds } from './field.ts'
import type { Version } from './field.ts'
import type { Judge, OwnedRow } from './judge.ts'
import type { ProofClient } from './proof-client.ts'
import type { Random } from './random.ts'

/** What one operation works with. */
export interface Ground {
  readonly database: TenantDatabase
  readonly judge: Judge
  readonly random: Random
  readonly tenantId: string
  /** Some other tenant. */
  readonly otherId: string
  readonly version: Version
  /** An id nobody else uses. */
  readonly freshId: number
  clientOf(tenantId: string, version: Version): ProofClient
  /** A client of one tenant over the schema of another. */
  wrongClientOf(tenantId: string, schemaOf: string, version: Version): ProofClient
  /** Some tenants at work now, this one among them. */
  readonly neighbours: readonly string[]
  /** Work that nobody awaits until the run ends. */
  leave(work: Promise<unknown>): void
  /** Breaks one connection somewhere on the server. */
  cut(): Promise<void>
}

/** One kind of operation: how often it is drawn, and what it does. */
export interface Operation {
  readonly kind: string
  readonly weight: number
  run(ground: Ground): Promise<void>
}

const owned = 'owner, tenant_id as "tenantId"'

/** Every kind of work a module does with its database, and some it should not. */
export const operations: readonly Operation[] = [
  { kind: 'findUnique of one tick', weight: 70, run: readOfOneTick },
  { kind: 'raw SQL', weight: 50, run: readRaw },
  { kind: 'tagged SQL', weight: 50, run: readTagged },
  { kind: 'findMany', weight: 80, run: readMany },
  { kind: 'ask for another tenant', weight: 80, run: askForAnother },
  { kind: 'write to another tenant', weight: 40, run: writeToAnother },
  { kind: 'nested write', weight: 30, run: writeNested },
  { kind: 'batch', weight: 30, run: runBatch },
  { kind: 'failing batch', weight: 10, run: failBatch },
  { kind: 'transaction', weight: 25, run: runTransaction },
  { kind: 'long transaction', weight: 5, run: runLongTransaction },
  { kind: 'transaction out of time', weight: 1, run: runOutOfTime },
  { kind: 'failing statement', weight: 15, run: failStatement },
  { kind: 'aborted request', weight: 10, run: abortRequest },
  { kind: 'left unawaited', weight: 15, run: leaveUnawaited },
  { kind: 'schema of another tenant', weight: 20, run: useWrongSchema },
  { kind: 'session settings', weight: 10, run: setSession },
  { kind: 'connection cut', weight: 0.5, run: cutConnection },
]

async function readOfOneTick({ neighbours, version, clientOf, judge, random }: Ground): Promise<void> {
  const id = random.pick(lastingIds)
  const rows = await Promise.all(neighbours.map((tenantId) => clientOf(tenantId, version).item.findUnique({ where: { id } })))
  rows.forEach((row, index) => judge.expectOwn(neighbours[index] ?? '', row))
  judge.count('findUnique of one tick', rows.length)
}

async function readRaw({ neighbours, version, clientOf, judge }: Ground): Promise<void> {
  await Promise.all(neighbours.map(async (tenantId) => {
    judge.see(tenantId, await clientOf(tenantId, version).$queryRawUnsafe(`select ${owned} from ${bindingOf(tenantId, version).schema}.item`))
  }))
  judge.count('raw SQL', neighbours.length)
}

async function readTagged({ database, neighbours, version, judge, random }: Ground): Promise<void> {
  const statement = sql`select owner, tenant_id as "tenantId" from ${sql.table('item')} where id = ${random.pick(lastingIds)}`
  await Promise.all(neighbours.map(async (tenantId) => {
    const [row] = await database.sql(bindingOf(tenantId, version)).rows<OwnedRow>(statement)
    judge.expectOwn(tenantId, row)
  }))
  judge.count('tagged SQL', neighbours.length)
}

async function readMany({ tenantId, version, clientOf, judge }: Ground): Promise<void> {
  const rows = await clientOf(tenantId, version).item.findMany({ where: { id: { in: [...lastingIds] } }, include: version.number === 1 ? { parts: true } : { shelf: true } })
  judge.see(tenantId, rows)
  for (const { parts = [], shelf = null } of rows) judge.see(tenantId, [...parts, shelf])
  judge.count('findMany')
}

async function askForAnother({ tenantId, otherId, version, clientOf, judge }: Ground): Promise<void> {
  const client = clientOf(tenantId, version)
  judge.see(tenantId, await client.$queryRawUnsafe(`select ${owned} from ${bindingOf(otherId, version).schema}.item`))
  judge.see(tenantId, [await client.item.findUnique({ where: { tenantId_id: { tenantId: otherId, id: 1 } } })])
  judge.count('ask for another tenant', 2)
}

async function writeToAnother({ tenantId, otherId, version, clientOf, judge }: Ground): Promise<void> {
  const client = clientOf(tenantId, version)
  judge.expectUntouched(tenantId, await client.$executeRawUnsafe(`update ${bindingOf(otherId, version).schema}.item set owner = '${tenantId}'`))
  judge.expectUntouched(tenantId, (await client.item.deleteMany({ where: { tenantId: otherId } })).count)
  judge.count('write to another tenant', 2)
}

async function writeNested({ tenantId, version, clientOf, judge, freshId: id, random }: Ground): Promise<void> {
  const client = clientOf(tenantId, version)
  const row = version.number === 1
    ? await client.item.create({ data: { id, owner: tenantId, name: 'nested', parts: { create: [{ id, owner: tenantId }] } }, include: { parts: true } })
    : await client.item.create({ data: { id, owner: tenantId, title: 'nested', labels: ['a'], shelf: { connect: { tenantId_id: { tenantId, id: random.pick(lastingIds) } } } }, include: { shelf: true } })
  judge.expectOwn(tenantId, row)
  judge.see(tenantId, [...(row.parts ?? []), row.shelf ?? null])
  if (random.below(100) > 0) await client.item.deleteMany({ where: { id } })
  judge.count('nested write', 2)
}

async function runBatch({ tenantId, version, clientOf, judge, random }: Ground): Promise<void> {
  const { item } = clientOf(tenantId, version)
  const id = random.pick(lastingIds)
  const [before, , after] = await clientOf(tenantId, version).$transaction([item.findUnique({ where: { id } }), item.updateMany({ where: { id }, data: { owner: tenantId } }), item.findFirst({ where: { id } })])
  judge.expectOwn(tenantId, before as OwnedRow | null)
  judge.expectOwn(tenantId, after as OwnedRow | null)
  judge.count('batch', 3)
}

/** The second statement hits a unique key: the first must be gone. */
async function failBatch({ tenantId, version, clientOf, judge, freshId: id }: Ground): Promise<void> {
  const client = clientOf(tenantId, version)
  const data = { owner: tenantId, ...(version.number === 1 ? { name: 'twice' } : { title: 'twice' }) }
  const batch = client.$transaction([client.item.create({ data: { ...data, id } }), client.item.create({ data: { ...data, id: 1 } }), client.item.findMany()])
  await refused(judge, batch, ['P2002'])
  if (await client.item.findFirst({ where: { id } })) judge.fail(`a batch that failed left row ${id} of ${tenantId}`)
  judge.count('failing batch', 4)
}

async function runTransaction({ tenantId, version, clientOf, judge, freshId: id }: Ground): Promise<void> {
  const { schema } = bindingOf(tenantId, version)
  await clientOf(tenantId, version).$transaction(async (inner) => {
    judge.see(tenantId, await inner.item.findMany({ where: { id: { in: [...lastingIds] } } }))
    await inner.$executeRawUnsafe('savepoint here')
    await inner.$executeRawUnsafe(`insert into ${schema}.item (id, owner, ${version.number === 1 ? 'name' : 'title'}) values (${id}, '${tenantId}', 'taken back')`)
    await refused(judge, inner.$executeRawUnsafe('select 1/0'), ['P2010'])
    await inner.$executeRawUnsafe('rollback to savepoint here')
    judge.see(tenantId, await inner.$queryRawUnsafe(`select ${owned} from ${schema}.item`))
  })
  judge.count('transaction', 6)
}

/** Others work beside it, on the connections that are left. */
async function runLongTransaction(ground: Ground): Promise<void> {
  const { tenantId, version, clientOf, judge } = ground
  await clientOf(tenantId, version).$transaction(async (inner) => {
    judge.expectOwn(tenantId, await inner.item.findUnique({ where: { id: 1 } }))
    await inner.$queryRawUnsafe('select pg_sleep(0.02)::text')
    judge.expectOwn(tenantId, await inner.item.findUnique({ where: { id: 1 } }))
  })
  judge.count('long transaction', 3)
}

async function runOutOfTime({ tenantId, version, clientOf, judge }: Ground): Promise<void> {
  await refused(judge, clientOf(tenantId, version).$transaction(async (inner) => {
    await inner.item.updateMany({ where: { id: 1 }, data: { owner: 'nobody' } })
    await inner.$queryRawUnsafe('select pg_sleep(0.1)::text')
    await inner.item.findMany()
  }, { maxWait: 120_000, timeout: 50 }), ['P2028', 'P2010'])
  judge.count('transaction out of time', 3)
}

async function failStatement({ tenantId, version, clientOf, judge, random }: Ground): Promise<void> {
  await refused(judge, clientOf(tenantId, version).$queryRawUnsafe(random.pick(['select 1/0', 'selec nonsense', 'select * from missing', `select 'x'::int`])), ['P2010'])
  judge.count('failing statement')
}

async function abortRequest({ database, tenantId, version, judge, random }: Ground): Promise<void> {
  const request = new AbortController()
  const asked = database.sql(bindingOf(tenantId, version), request.signal).rows<OwnedRow>(sql`select owner, tenant_id as "tenantId" from ${sql.table('item')}, (select pg_sleep(0.05)) as slow`)
  for (let turn = random.below(4); turn > 0; turn -= 1) await nextTurn()
  request.abort()
  await refused(judge, asked.then((rows) => { judge.see(tenantId, rows) }), ['AbortError'])
  judge.count('aborted request')
}

function leaveUnawaited({ tenantId, version, clientOf, judge, leave }: Ground): Promise<void> {
  leave(clientOf(tenantId, version).item.findMany({ where: { id: { in: [...lastingIds] } } }).then((rows) => { judge.see(tenantId, rows) }))
  judge.count('left unawaited')
  return Promise.resolve()
}

async function useWrongSchema({ tenantId, otherId, version, wrongClientOf, judge, freshId: id }: Ground): Promise<void> {
  const client = wrongClientOf(tenantId, otherId, version)
  judge.expectUntouched(tenantId, (await client.item.findMany()).length)
  judge.see(tenantId, [await client.item.findUnique({ where: { id: 1 } })])
  judge.expectUntouched(tenantId, (await client.item.updateMany({ data: { owner: tenantId } })).count)
  expectForbidden(judge, await failureOf(client.$executeRawUnsafe(`insert into ${bindingOf(otherId, version).schema}.item (tenant_id, id, owner, ${version.number === 1 ? 'name' : 'title'}) values ('${otherId}', ${id}, '${tenantId}', 'forged')`)))
  expectForbidden(judge, await failureOf(client.item.create({ data: { id, owner: tenantId, ...(version.number === 1 ? { name: 'astray' } : { title: 'astray' }) } })))
  judge.expectUntouched(tenantId, (await client.item.deleteMany({})).count)
  judge.count('schema of another tenant', 6)
}

/** What raw SQL sets for its session must not reach whoever comes next on the connection. */
async function setSession({ tenantId, otherId, version, clientOf, judge, random }: Ground): Promise<void> {
  const settings = [`set tenon.tenant_id = '${otherId}'`, `set search_path = ${bindingOf(otherId, version).schema}`, 'set role tenon_runtime', `set timezone = 'Asia/Tokyo'`]
  await clientOf(tenantId, version).$executeRawUnsafe(random.pick(settings))
  judge.expectOwn(tenantId, await clientOf(tenantId, version).item.findUnique({ where: { id: 1 } }))
  judge.count('session settings', 2)
}

async function cutConnection({ cut, judge }: Ground): Promise<void> {
  await cut()
  judge.count('connection cut')
}

/** What it failed with; undefined when it did not. */
async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(() => undefined, (error: unknown) => error)
}

/** Refused by row level security, and by nothing else that would hide that it is open; a cut connection explains itself. */
function expectForbidden(judge: Judge, failure: unknown): void {
  if (failure === undefined) judge.fail('nothing refused a row in the schema of another tenant')
  else if (String((failure as Error).message).includes('row-level security')) judge.refuse('row-level security')
  else throw failure
}

/** Awaits what is meant to fail; success is as wrong as another failure. */
async function refused(judge: Judge, work: Promise<unknown>, codes: readonly string[]): Promise<void> {
  try {
    await work
    if (!codes.includes('AbortError')) judge.fail(`nothing refused what ${codes.join(' or ')} should have`)
  } catch (error) {
    const code = codeOf(error)
    if (!codes.includes(code)) throw error
    judge.refuse(code)
  }
}

/** What kind of failure it was. */
export function codeOf(error: unknown): string {
  const { code, name } = error as { readonly code?: string | number; readonly name?: string }
  return typeof code === 'string' ? code : (name ?? 'unknown')
}
