import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import type { AuthoredManifest, EventsOf, SettingsOf } from './manifest.ts'
import type { ModuleCall, ModuleDatabase, ReceivedEvent, Scope } from './scope.ts'

/** The Prisma driver adapter the host hands to a module; it is bound to one tenant. */
export type DatabaseAdapter = SqlDriverAdapterFactory

/** A module's web face: a function from Request to Response, and its OpenAPI 3.1 description. */
export interface ModuleHttp<AScope> {
  fetch(request: Request, call: ModuleCall<AScope>): Response | Promise<Response>
  /** OpenAPI 3.1 document; paths are relative to the mount point. */
  document(info: { readonly title: string; readonly version: string }): Record<string, unknown>
}

/**
 * What the compiler asks of an author's client. Every generated Prisma client also fits `ModuleDatabase`
 * at run time, but the compiler cannot match its overloads of `$transaction` with one signature.
 */
export type AuthoredDatabase = Pick<ModuleDatabase, '$disconnect'>

/** The parts an author supplies. */
export interface ModuleParts<Authored extends AuthoredManifest, Database extends AuthoredDatabase> {
  /** Creates the version's own Prisma client over the adapter. Called once per tenant, cached by the host. */
  readonly database: (adapter: DatabaseAdapter) => Database
  readonly http: ModuleHttp<Scope<Database, SettingsOf<Authored>, EventsOf<Authored>>>
  /** Resolves when the module can serve this tenant; rejects with the reason when not. */
  readonly health?: (scope: Scope<Database, SettingsOf<Authored>, EventsOf<Authored>>) => Promise<void>
  /** What to do when an event of any module of the tenant arrives, by event name. A rejection is tried again later. */
  readonly on?: Readonly<Record<string, (scope: Scope<Database, SettingsOf<Authored>, EventsOf<Authored>>, event: ReceivedEvent) => Promise<void>>>
  /** What to do now and then, by name. */
  readonly every?: Readonly<Record<string, TimerDefinition<Scope<Database, SettingsOf<Authored>, EventsOf<Authored>>>>>
  /** What other modules of the tenant may ask, by interface and operation. Every interface is one that the manifest provides. */
  readonly interfaces?: Readonly<Record<string, InterfaceHandlers<Scope<Database, SettingsOf<Authored>, EventsOf<Authored>>>>>
}

/** When a timer runs, and what. One run at a time for each tenant; runs that were missed are one run. */
export type TimerDefinition<AScope> =
  | { readonly minutes: number; readonly run: (scope: AScope) => Promise<void> }
  /** Five fields, such as `0 3 * * *`; read in UTC unless a time zone (IANA name) is given. */
  | { readonly cron: string; readonly timeZone?: string; readonly run: (scope: AScope) => Promise<void> }

/** What answers the operations of one interface: plain data in, plain data out. */
export type InterfaceHandlers<AScope> = Readonly<Record<string, (scope: AScope, input: never) => Promise<unknown>>>

/**
 * A module as the host loads it. Recognised by its tag and API version, never by `instanceof`:
 * two versions of everything live in one process.
 */
export interface ModuleDefinition {
  readonly $tenonModule: 1
  readonly manifest: AuthoredManifest
  readonly database: (adapter: DatabaseAdapter) => ModuleDatabase
  readonly http: ModuleHttp<unknown>
  readonly health: ((scope: unknown) => Promise<void>) | null
  /** Absent in modules built before events were delivered. */
  readonly on?: Readonly<Record<string, (scope: unknown, event: ReceivedEvent) => Promise<void>>>
  readonly every?: Readonly<Record<string, TimerDefinition<unknown>>>
  readonly interfaces?: Readonly<Record<string, InterfaceHandlers<unknown>>>
}

/**
 * Declares a module: the only wiring in its package, and its default export.
 *
 * @example
 * export default defineModule(manifest, {
 *   database: (adapter) => new PrismaClient({ adapter }),
 *   http: routes,
 * })
 */
export function defineModule<Authored extends AuthoredManifest, Database extends AuthoredDatabase>(
  manifest: Authored,
  parts: ModuleParts<Authored, Database>,
): ModuleDefinition {
  return {
    $tenonModule: 1,
    manifest,
    database: parts.database as (adapter: DatabaseAdapter) => AuthoredDatabase as ModuleDefinition['database'],
    http: parts.http as ModuleHttp<unknown>,
    health: (parts.health as ((scope: unknown) => Promise<void>) | undefined) ?? null,
    on: (parts.on ?? {}) as NonNullable<ModuleDefinition['on']>,
    every: (parts.every ?? {}) as NonNullable<ModuleDefinition['every']>,
    interfaces: (parts.interfaces ?? {}) as NonNullable<ModuleDefinition['interfaces']>,
  }
}

/** True for the default export of a module package, from whichever copy of this package. */
export function isModuleDefinition(value: unknown): value is ModuleDefinition {
  return typeof value === 'object' && value !== null && '$tenonModule' in value && value.$tenonModule === 1
}
