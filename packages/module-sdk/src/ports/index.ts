/** What a host needs of its adapters to run modules: a loader and tenant-bound databases. @module */
export type { LoadedModule, ModuleLoader } from './module-loader.ts'
export type { RawClient, TenantBinding, TenantDatabase } from './tenant-database.ts'
