/** What a module author imports. @module */
export { defineManifest } from './manifest.ts'
export type { AuthoredManifest, EventDefinition, EventDefinitions, EventsOf, SettingsOf, SettingsSchema } from './manifest.ts'
export { defineModule, isModuleDefinition } from './module.ts'
export type { AuthoredDatabase, DatabaseAdapter, ModuleDefinition, ModuleHttp, ModuleParts } from './module.ts'
export type { EventPublisher, ModuleCall, ModuleDatabase, ModuleLog, Scope, TransactionClient, TransactionScope } from './scope.ts'
export { defineErrors, isTenonError } from '@tenon/model'
export type { ErrorDefinition, Problem, ProblemCategory, TenantInfo } from '@tenon/model'
