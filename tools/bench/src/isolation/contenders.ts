import { PrismaPg } from '@prisma/adapter-pg'
import { openDatabase } from '@tenon/database'
import type { DatabaseAdapter } from '@tenon/module-sdk'
import type { TenantBinding } from '@tenon/module-sdk/ports'
import { Pool } from 'pg'
import { loadClientFactory } from './isolation-field.ts'
import type { FieldPlace, InventoryClient } from './isolation-field.ts'

/** One way to read one item of one tenant by its key. */
export interface Contender {
  /** Resolves to the tenant id in the row that came back. */
  read(binding: TenantBinding, sku: string): Promise<string | undefined>
  close(): Promise<void>
}

export const poolSize = 10

/** Ours: a client from the cache, bound to the tenant. */
export async function boundPrisma(field: FieldPlace): Promise<Contender> {
  const database = await openDatabase({ url: field.url, maxConnections: poolSize })
  const createClient = await loadClientFactory(field.storeDirectory)
  return {
    read: async (binding, sku) => {
      const client = database.client(binding.tenantId, binding, (adapter) => createClient(adapter) as never) as unknown as InventoryClient
      return (await client.item.findUnique(queryOf(binding, sku)))?.tenantId
    },
    close: () => database.close(),
  }
}

/** The same query through Prisma's own adapter as a superuser: no role, no tenant, no guard. */
export async function plainPrisma(field: FieldPlace, options: { readonly pipeline: boolean; readonly prepared: boolean }): Promise<Contender> {
  const pool = createPool(field.url, options.pipeline)
  const clients = await clientPerTenant(field, pool, options.prepared)
  return {
    read: async (binding, sku) => (await clients(binding).item.findUnique(queryOf(binding, sku)))?.tenantId,
    close: () => pool.end(),
  }
}

/** Prisma's documented pattern for row level security: an interactive transaction that sets the tenant, then queries. */
export async function interactiveRls(field: FieldPlace): Promise<Contender> {
  const pool = createPool(field.appUrl, true)
  const clients = await clientPerTenant(field, pool)
  return {
    read: (binding, sku) => clients(binding).$transaction(async (client) => {
      await client.$executeRawUnsafe(`select set_config('tenon.tenant_id', $1, true)`, binding.tenantId)
      return (await client.item.findUnique(queryOf(binding, sku)))?.tenantId
    }),
    close: () => pool.end(),
  }
}

/** The same pattern as Prisma's example extension has it: both statements in one batch transaction. */
export async function batchRls(field: FieldPlace): Promise<Contender> {
  const pool = createPool(field.appUrl, true)
  const clients = await clientPerTenant(field, pool)
  return {
    async read(binding, sku) {
      const client = clients(binding)
      const [, row] = await client.$transaction([
        client.$executeRawUnsafe(`select set_config('tenon.tenant_id', $1, true)`, binding.tenantId),
        client.item.findUnique(queryOf(binding, sku)),
      ])
      return (row as { readonly tenantId: string } | null)?.tenantId
    },
    close: () => pool.end(),
  }
}

export function createPool(connectionString: string, pipeline: boolean): Pool {
  return new Pool({ connectionString, max: poolSize, pipeline }).setMaxListeners(0)
}

async function clientPerTenant(field: FieldPlace, pool: Pool, prepared = false): Promise<(binding: TenantBinding) => InventoryClient> {
  const createClient = await loadClientFactory(field.storeDirectory)
  const clients = new Map<string, InventoryClient>()
  const names = new Map<string, string>()
  const statementNameGenerator = ({ sql }: { readonly sql: string }) => {
    const name = names.get(sql) ?? `s${names.size}`
    names.set(sql, name)
    return name
  }
  return ({ schema }) => {
    const known = clients.get(schema)
    if (known) return known
    const client = createClient(new PrismaPg(pool, { schema, ...(prepared ? { statementNameGenerator } : {}) }) as unknown as DatabaseAdapter)
    clients.set(schema, client)
    return client
  }
}

function queryOf({ tenantId }: TenantBinding, sku: string): object {
  return { where: { tenantId_sku: { tenantId, sku } } }
}
