import { writeRandomRows } from '@tenon/migrator/authoring'
import { schemaNameOf } from '@tenon/model'
import type { TestModule } from '../module/test-module.ts'
import { readOperations } from './requests/module-operation.ts'
import type { ModuleOperation } from './requests/module-operation.ts'

/** Two tenants on the working copy, each with rows of its own, and the routes they can call. */
export interface PreparedTenants {
  readonly tenantIds: readonly [string, string]
  readonly operations: readonly ModuleOperation[]
  /** By tenant. */
  readonly preferred: ReadonlyMap<string, SeedValues>
}

/** Values by the name of the parameter or property that takes them. */
export type SeedValues = Readonly<Record<string, readonly unknown[]>>

/**
 * Writes the first rows of one tenant through the module's routes. What it resolves to is sent most of the time where a parameter or
 * property has that name: values that go together, such as items that are in stock.
 */
export type SeedTenant = (module: TestModule, tenantId: string) => Promise<SeedValues>

/** What the tenants have. */
export interface PrepareTenantsOptions {
  /** Default: nothing but random rows. */
  readonly seedTenant?: SeedTenant | undefined
  /** Rows in each table. */
  readonly rows: number
  /** Tables without random rows. Default: none. */
  readonly derived?: readonly string[]
  readonly seed: number
}

/** Creates the tenants that the routes are tried with. Their rows differ, because their seeds do. */
export async function prepareTenants(module: TestModule, { rows, seed, seedTenant, derived = [] }: PrepareTenantsOptions): Promise<PreparedTenants> {
  const tenantIds = ['acme', 'globex'] as const
  const preferred = new Map<string, SeedValues>()
  for (const [index, tenantId] of tenantIds.entries()) {
    await module.addTenant(tenantId)
    preferred.set(tenantId, (await seedTenant?.(module, tenantId)) ?? {})
    const target = { tenantId, module: module.matrix.name, schema: schemaNameOf(tenantId, module.matrix.name) }
    await module.database.transaction((session) => writeRandomRows(session, target, { rows, seed: seed * 2 + index, except: derived }))
  }
  const { openapi } = await module.artifact(module.matrix.workingCopy.version)
  return { tenantIds, operations: readOperations(openapi), preferred }
}
