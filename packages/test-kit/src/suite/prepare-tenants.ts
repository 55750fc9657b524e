import { writeRandomRows } from '@tenon/migrator/authoring'
import { schemaNameOf } from '@tenon/model'
import type { TestModule } from '../module/test-module.ts'
import { readOperations } from './requests/module-operation.ts'
import type { ModuleOperation } from './requests/module-operation.ts'

/** Two tenants on the working copy, each with rows of its own, and the routes they can call. */
export interface PreparedTenants {
  readonly tenantIds: readonly [string, string]
  readonly operations: readonly ModuleOperation[]
}

/** How much the tenants have. */
export interface PrepareTenantsOptions {
  /** Rows in each table. */
  readonly rows: number
  readonly seed: number
}

/** Creates the tenants that the routes are tried with. Their rows differ, because their seeds do. */
export async function prepareTenants(module: TestModule, { rows, seed }: PrepareTenantsOptions): Promise<PreparedTenants> {
  const tenantIds = ['acme', 'globex'] as const
  for (const [index, tenantId] of tenantIds.entries()) {
    await module.addTenant(tenantId)
    const target = { tenantId, module: module.matrix.name, schema: schemaNameOf(tenantId, module.matrix.name) }
    await module.database.transaction((session) => writeRandomRows(session, target, { rows, seed: seed * 2 + index }))
  }
  const { openapi } = await module.artifact(module.matrix.workingCopy.version)
  return { tenantIds, operations: readOperations(openapi) }
}
