import { AsyncLocalStorage } from 'node:async_hooks'
import { PrismaPg } from '@prisma/adapter-pg'
import type { DatabaseAdapter } from '@tenon/module-sdk'
import { Pool } from 'pg'
import type { GeneratedClient } from '../generate-client.ts'
import { bindingOf, versions } from './field.ts'
import type { OwnedRow } from './judge.ts'
import type { ProofClient } from './proof-client.ts'

/** A way that people bind tenants, found in guides and issue threads. Each looks right in a test with one tenant. */
export interface Recipe {
  readonly name: string
  /** The tenant's own row with this id. */
  read(tenantId: string, id: number): Promise<OwnedRow | null>
  /** What code sees that forgot to say for whom it asks; it should see nothing. */
  readUnbound?(): Promise<readonly OwnedRow[]>
  close(): Promise<void>
}

type Generated = GeneratedClient<ProofClient>
type Adapter = Awaited<ReturnType<DatabaseAdapter['connect']>>

const [first] = versions
const schemaOf = (tenantId: string) => bindingOf(tenantId, first).schema
const owned = 'owner, tenant_id as "tenantId"'
const createPool = (url: string) => new Pool({ connectionString: url, max: 8 }).on('error', () => undefined)

/** One Prisma client; the tenant comes from AsyncLocalStorage when the adapter sends the query. */
export function sharedClient(url: string, generated: Generated): Recipe {
  const { client, tenants, close } = clientOfCurrentTenant(url, generated)
  return {
    name: 'one client, tenant from AsyncLocalStorage',
    read: (tenantId, id) => tenants.run(schemaOf(tenantId), async () => await client.item.findUnique({ where: { id } })),
    close,
  }
}

/** One Prisma client, extended once for each tenant. */
export function extendedClient(url: string, generated: Generated): Recipe {
  const { client, tenants, close } = clientOfCurrentTenant(url, generated)
  const extended = new Map<string, ProofClient>()
  const extendFor = (tenantId: string) => client.$extends({ query: { $allOperations: ({ args, query }: { readonly args: object; query(args: object): Promise<unknown> }) => tenants.run(schemaOf(tenantId), async () => await query(args)) } })
  return {
    name: 'one client, $extends for each tenant',
    read(tenantId, id) {
      const own = extended.get(tenantId) ?? extendFor(tenantId)
      extended.set(tenantId, own)
      return own.item.findUnique({ where: { id } })
    },
    close,
  }
}

/** `set search_path` whenever a connection is taken out of the pool. */
export function searchPath(url: string): Recipe {
  const pool = createPool(url)
  return {
    name: 'set search_path per checkout',
    read: (tenantId, id) => readAfter(pool, `reset role; set search_path to ${schemaOf(tenantId)}`, `select ${owned} from item where id = ${id}`),
    // A table that is not on the path is an error, which is fine: only rows are counted.
    readUnbound: async () => (await pool.query<OwnedRow>(`select ${owned} from item`).catch(() => ({ rows: [] }))).rows,
    close: () => pool.end(),
  }
}

/** One table for all under row level security; the tenant is set for the session. */
export async function sessionSetting(url: string, tenantIds: readonly string[]): Promise<Recipe> {
  const pool = createPool(url)
  await pool.query(pooledTable(tenantIds))
  return {
    name: 'row level security by a session setting',
    read: (tenantId, id) => readAfter(pool, `set role tenon_runtime; select set_config('tenon.tenant_id', '${tenantId}', false)`, `select ${owned} from pooled.item where id = ${id}`),
    readUnbound: async () => (await pool.query<OwnedRow>(`select ${owned} from pooled.item`)).rows,
    close: async () => {
      await pool.query('reset role; drop schema pooled cascade')
      await pool.end()
    },
  }
}

async function readAfter(pool: Pool, setUp: string, sql: string): Promise<OwnedRow | null> {
  const client = await pool.connect()
  try {
    await client.query(setUp)
    return (await client.query<OwnedRow>(sql)).rows[0] ?? null
  } finally {
    client.release()
  }
}

function pooledTable(tenantIds: readonly string[]): string {
  const condition = `tenant_id = (select nullif(current_setting('tenon.tenant_id', true), ''))`
  // What ran before on a pooler's connection may have left a role behind.
  return `reset role; create schema pooled; create table pooled.item (tenant_id text, id int, owner text, primary key (tenant_id, id));
    insert into pooled.item select t, 1, t from unnest(array['${tenantIds.join(`','`)}']) t;
    alter table pooled.item enable row level security; alter table pooled.item force row level security;
    create policy guard on pooled.item using (${condition}); grant usage on schema pooled to tenon_runtime; grant select on pooled.item to tenon_runtime`
}

function clientOfCurrentTenant(url: string, generated: Generated) {
  const pool = createPool(url)
  const tenants = new AsyncLocalStorage<string>()
  const factory = new PrismaPg(pool, { schema: 'current_tenant' }) as unknown as DatabaseAdapter
  const connect = async () => {
    const adapter = await factory.connect()
    const queryRaw: Adapter['queryRaw'] = (query) => Object.getPrototypeOf(adapter).queryRaw.call(adapter, { ...query, sql: query.sql.replaceAll('"current_tenant"', `"${tenants.getStore() ?? 'public'}"`) }) as ReturnType<Adapter['queryRaw']>
    return Object.assign(adapter, { queryRaw })
  }
  const client = generated.create({ ...factory, provider: factory.provider, adapterName: factory.adapterName, connect } as DatabaseAdapter)
  return { client, tenants, close: () => client.$disconnect().then(() => pool.end()) }
}
