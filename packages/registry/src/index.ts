/** What exists, what is pinned, install, migrate, roll back. @module */
export type {
  Actor, ApplyOptions, CreateTenantOptions, CutoverParticipant, ModuleRegistry, ModuleSummary, OperationProgress, PlanRequest, PublishedEvent,
  RunningTenant, SetPinOptions, SettingsRevision, TenantStatus, WriteSettingsOptions,
} from './module-registry.ts'
export type { OpenRegistryOptions } from './open-registry.ts'
