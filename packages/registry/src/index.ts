/** What exists, what is pinned, install, migrate, roll back. @module */
export { openRegistry } from './open-registry.ts'
export type { OpenRegistry, OpenRegistryOptions } from './open-registry.ts'
export { registryErrors } from './registry-errors.ts'
export type { PlanConflictDetails } from './registry-errors.ts'
export type {
  Actor, ApplyOptions, CreateTenantOptions, CutoverParticipant, DriftReport, ModuleRegistry, ModuleSnapshot, ModuleSummary, NotCompared, OperationProgress, PlanRequest,
  PublishedEvent, RehearseRequest, RestoreSnapshotOptions, RunningTenant, SetPinOptions, SettingsRevision, TenantStatus, WriteSettingsOptions,
} from './module-registry.ts'
