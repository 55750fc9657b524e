import { schemaNameOf } from '@tenon/model'
import { sql } from '@tenon/module-sdk'
import type { DatabaseAdapter } from '@tenon/module-sdk'
import type { TenantBinding, TenantDatabase } from '@tenon/module-sdk/ports'
import { createTestDatabase } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase, withPlainConnection } from '../src/index.ts'
import { generateClient } from './generate-client.ts'
import type { GeneratedClient, TestClient } from './generate-client.ts'

const tenantCount = 60
const bindings: readonly TenantBinding[] = Array.from({ length: tenantCount }, (_, index) => ({ tenantId: `t${index}`, schema: schemaNameOf(`t${index}`, 'shop') }))

let server: TestDatabase
let database: TenantDatabase
let generated: GeneratedClient

beforeAll(async () => {
  server = await createTestDatabase()
  database = await openDatabase({ url: server.url, maxConnections: 4 })
  generated = await generateClient()
  await Promise.all(bindings.map(createSchema))
})

afterAll(async () => {
  await database.close()
  await generated.remove()
  await server.close()
})

describe('clients of many tenants over one pool', () => {
  test('findUnique of one tick gives each tenant its own row', async () => {
    const rows = await Promise.all(bindings.map((binding) => clientOf(binding).item.findUnique({ where: { tenantId_id: { tenantId: binding.tenantId, id: 1 } } })))
    expect(rows.map((row) => row?.name)).toEqual(bindings.map(({ tenantId }) => `item of ${tenantId}`))
  })

  test('no query of any kind sees or touches a foreign row, whatever runs beside it', async () => {
    const foreign: string[] = []
    const see = (binding: TenantBinding, rows: readonly ({ readonly tenantId: string } | null)[]) => {
      for (const row of rows) if (row && row.tenantId !== binding.tenantId) foreign.push(`${binding.tenantId} saw ${row.tenantId}`)
    }
    const operations: readonly ((client: TestClient, binding: TenantBinding, other: TenantBinding) => Promise<void>)[] = [
      async (client, binding) => see(binding, await client.item.findMany({ include: { parts: true } })),
      async (client, binding) => see(binding, [await client.item.findUnique({ where: { tenantId_id: { tenantId: binding.tenantId, id: 1 } } })]),
      async (client, binding, other) => see(binding, [await client.item.findUnique({ where: { tenantId_id: { tenantId: other.tenantId, id: 1 } } })]),
      async (client, binding) => see(binding, await client.$queryRawUnsafe(`select tenant_id as "tenantId" from "${binding.schema}".item`)),
      async (client, binding, other) => see(binding, await client.$queryRawUnsafe(`select tenant_id as "tenantId" from "${other.schema}".item`)),
      async (client) => void (await client.$queryRawUnsafe('select nonsense').catch(() => undefined)),
      async (client, binding) => client.$transaction(async (inner) => {
        see(binding, await inner.item.findMany())
        await inner.item.updateMany({ data: { amount: '1.5' } })
      }),
      async (client, binding) => void (await client.$transaction(async (inner) => {
        see(binding, await inner.item.findMany())
        await inner.$queryRawUnsafe('select 1/0')
      }).catch(() => undefined)),
      async (client, binding) => see(binding, (await client.$transaction([client.item.findMany(), client.item.findMany()])).flat() as never),
      async (client, _binding, other) => expect(await client.$executeRawUnsafe(`update "${other.schema}".item set name = 'stolen'`)).toBe(0),
    ]
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(bindings.flatMap((binding, index) => operations.map((operation, turn) =>
        operation(clientOf(binding), binding, bindings[(index + turn + round + 1) % tenantCount] as TenantBinding))))
    }
    expect(foreign).toEqual([])
    const names = await Promise.all(bindings.map((binding) => clientOf(binding).item.findMany()))
    expect(names.flat().map(({ name }) => name)).toEqual(bindings.map(({ tenantId }) => `item of ${tenantId}`))
  })

  test('a wrong schema in the binding shows nothing instead of foreign rows', async () => {
    const [own, other] = bindings as [TenantBinding, TenantBinding]
    const client = generated.create(database.bind({ tenantId: own.tenantId, schema: other.schema }))
    expect(await client.item.findMany()).toEqual([])
    await expect(client.item.create({ data: { tenantId: other.tenantId, id: 9, name: 'x' } })).rejects.toThrow()
    expect(await client.item.updateMany({ data: { name: 'stolen' } })).toEqual({ count: 0 })
    expect(await client.item.deleteMany()).toEqual({ count: 0 })
    await client.$disconnect()
  })

  test('nor does a wrong schema take a row of its own tenant, by whatever way in', async () => {
    const [own, other] = bindings as [TenantBinding, TenantBinding]
    const binding = { tenantId: own.tenantId, schema: other.schema }
    const client = generated.create(database.bind(binding))
    const raw = database.sql(binding)
    await expect(client.item.create({ data: { id: 9, name: 'x' } })).rejects.toThrow('row-level security')
    await expect(client.item.create({ data: { tenantId: own.tenantId, id: 9, name: 'x', parts: { create: { id: 1 } } } })).rejects.toThrow('row-level security')
    await expect(client.$transaction(async (inner) => inner.item.create({ data: { id: 9, name: 'x' } }))).rejects.toThrow('row-level security')
    await expect(raw.run(sql`insert into ${sql.table('item')} (id, name) values (9, 'x')`)).rejects.toMatchObject({ code: '42501' })
    await expect(raw.copy({ table: 'item', columns: ['id', 'name'] }, [[9, 'x'], [10, 'y']])).rejects.toMatchObject({ code: '42501' })
    await client.$disconnect()
    expect(await storedIn(other)).toEqual([{ tenant: other.tenantId, rows: 1 }])
  })

  test('every connection is back to its login user after bound work, errors included', async () => {
    const roles = await Promise.all(Array.from({ length: 12 }, () => database.transaction(async (session) => {
      await session.query('reset role')
      const { rows } = await session.query(`select current_user::text as role, nullif(current_setting('tenon.tenant_id', true), '') as tenant`)
      return rows[0]
    })))
    expect(roles).toEqual(roles.map(() => ({ role: 'tenon', tenant: null })))
  })
})

describe('a bound client', () => {
  test('acts as the runtime role in UTC, and keeps instants and decimals exact', async () => {
    const binding = bindings[0] as TenantBinding
    const client = clientOf(binding)
    expect(await client.$queryRawUnsafe(`select current_user::text as role, current_setting('timezone') as zone`)).toEqual([{ role: 'tenon_runtime', zone: 'UTC' }])
    const createdAt = new Date('2026-03-29T00:30:00.123Z')
    const row = await client.item.create({ data: { id: 2, name: 'second', amount: '0.1', createdAt, parts: { create: { id: 1 } } }, include: { parts: true } })
    expect(row).toMatchObject({ tenantId: binding.tenantId, createdAt, parts: [{ id: 1, itemId: 2 }] })
    await client.$executeRawUnsafe(`delete from "${binding.schema}".part`)
    await client.item.deleteMany({ where: { id: 2 } })
  })

  test('rolls back a failed interactive transaction and honours the isolation level', async () => {
    const client = clientOf(bindings[1] as TenantBinding)
    await expect(client.$transaction(async (inner) => {
      await inner.item.create({ data: { id: 3, name: 'gone' } })
      throw new TypeError('no')
    })).rejects.toThrow('no')
    expect(await client.item.findMany()).toHaveLength(1)
    const level = await client.$transaction((inner) => inner.$queryRawUnsafe('show transaction_isolation'), { isolationLevel: 'Serializable' })
    expect(level).toEqual([{ transaction_isolation: 'serializable' }])
  })

  test('cannot go on outside its transaction after ending it by hand', async () => {
    const client = clientOf(bindings[2] as TenantBinding)
    await expect(client.$transaction(async (inner) => {
      await inner.$executeRawUnsafe('commit')
      await inner.$queryRawUnsafe(`select * from "${bindings[3]?.schema}".item`)
    })).rejects.toMatchObject({ code: 'TRANSACTION_ENDED' })
    expect(await client.item.findMany()).toHaveLength(1)
  })

  test('maps errors of the server as Prisma does', async () => {
    const client = clientOf(bindings[4] as TenantBinding)
    await expect(client.item.create({ data: { id: 1, name: 'twice' } })).rejects.toMatchObject({ code: 'P2002' })
  })

  test('is refused for names that no tenant or schema has', () => {
    expect(() => database.bind({ tenantId: `a'; drop`, schema: 'x' })).toThrow(expect.objectContaining({ code: 'BINDING_INVALID' }))
    expect(() => database.bind({ tenantId: '', schema: 'x' })).toThrow(expect.objectContaining({ code: 'BINDING_INVALID' }))
  })

  test('runs each single query in a transaction of its own', async () => {
    const client = clientOf(bindings[5] as TenantBinding)
    const rows = await Promise.all(Array.from({ length: 8 }, () => client.$queryRawUnsafe<{ id: string }>('select pg_current_xact_id()::text as id')))
    expect(new Set(rows.map(([row]) => row?.id)).size).toBe(8)
  })
})

describe('the client cache', () => {
  test('keeps one client per key, retires the least recently used, and never one at work', async () => {
    const small = await openDatabase({ url: server.url, maxConnections: 2, maxClients: 1 })
    const [first, second] = bindings as [TenantBinding, TenantBinding]
    const disconnected: string[] = []
    const open = (binding: TenantBinding) => small.client(binding.tenantId, binding, (adapter: DatabaseAdapter) => {
      const client = generated.create(adapter)
      const disconnect = client.$disconnect.bind(client)
      return Object.assign(client, { $disconnect: () => {
        disconnected.push(binding.tenantId)
        return disconnect()
      } }) as never
    }) as TestClient
    const client = open(first)
    expect(open(first)).toBe(client)
    await client.$transaction(async (inner) => {
      await inner.item.findMany()
      open(second)
      await Promise.resolve()
      expect(disconnected).toEqual([])
      expect(await inner.item.findMany()).toHaveLength(1)
    })
    await expect.poll(() => disconnected).toEqual(['t0'])
    expect(open(first)).not.toBe(client)
    // Who still holds the retired client may finish with it.
    expect(await client.item.findMany()).toHaveLength(1)
    await small.close()
    expect(disconnected.filter((tenant) => tenant === 't1')).toHaveLength(1)
  })
})

/** What is there, whoever's it is. */
async function storedIn({ schema }: TenantBinding): Promise<readonly unknown[]> {
  return withPlainConnection(server.url, async (session) => (await session.query(`select tenant_id as tenant, count(*)::int as rows from ${schema}.item group by 1`)).rows)
}

function clientOf(binding: TenantBinding): TestClient {
  return database.client(binding.tenantId, binding, (adapter) => generated.create(adapter) as never) as unknown as TestClient
}

async function createSchema({ tenantId, schema }: TenantBinding): Promise<void> {
  const guard = `tenant_id = (select nullif(current_setting('tenon.tenant_id', true), ''))`
  const column = `tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), '')`
  await database.transaction(async (session) => {
    await session.query(`
      create schema ${schema};
      create table ${schema}.item (${column}, id int, name text not null, amount numeric, created_at timestamptz not null default now(), primary key (tenant_id, id));
      create table ${schema}.part (${column}, id int, item_id int not null, primary key (tenant_id, id), foreign key (tenant_id, item_id) references ${schema}.item);
      alter table ${schema}.item enable row level security; alter table ${schema}.item force row level security;
      alter table ${schema}.part enable row level security; alter table ${schema}.part force row level security;
      create policy tenon_guard on ${schema}.item using (${guard}) with check (${guard} and tenant_id = '${tenantId}');
      create policy tenon_guard on ${schema}.part using (${guard}) with check (${guard} and tenant_id = '${tenantId}');
      grant usage on schema ${schema} to tenon_runtime;
      grant select, insert, update, delete on all tables in schema ${schema} to tenon_runtime;
      select set_config('tenon.tenant_id', '${tenantId}', true);
      insert into ${schema}.item (id, name) values (1, 'item of ${tenantId}')`)
  })
}
