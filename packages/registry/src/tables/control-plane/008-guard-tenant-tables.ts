import { guardTenantTables } from './control-plane-change.ts'
import type { ControlPlaneChange } from './control-plane-change.ts'

/** A second wall behind the privileges of shared tables. Tables of later changes get theirs when those have run. */
export const guardTenantTablesOnce: ControlPlaneChange = { version: 8, name: 'guard_tenant_tables', statements: [guardTenantTables] }
