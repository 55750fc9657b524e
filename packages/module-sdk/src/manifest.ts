import type { Placement, ProvidedInterface, RequiredInterface } from '@tenon/model'
import type { z } from 'zod'

/** An object schema whose every property has a default, so that a tenant without settings still has some. */
export type SettingsSchema = z.ZodObject

/** What an author writes by hand; the build adds version, routes, migrations and checksums. */
export interface AuthoredManifest<Settings extends SettingsSchema = SettingsSchema, Events extends EventDefinitions = EventDefinitions> {
  /** Short name, unique within a tenant: lower-case letters, digits and single dashes, at most 24 characters. */
  readonly name: string
  readonly title: string
  readonly description: string
  readonly provides?: readonly ProvidedInterface[]
  readonly requires?: readonly RequiredInterface[]
  /** Permission name (`module:noun:verb`) to what it allows, in words. */
  readonly permissions: Readonly<Record<string, string>>
  readonly settings: Settings
  /** Event name (`module.noun.verb`) to what it says and the shape of its payload. */
  readonly events: Events
  /**
   * `own`: the tables have no `tenant_id`, so each tenant's data stands in a schema of its own, always. For
   * a module made from an existing Prisma project. Default: any placement, and every table has `tenant_id`.
   */
  readonly placement?: Placement
  /** Lowest version that may move here in one step, such as `1.4.0`. Default: any. */
  readonly minFrom?: string
  /** Dataset name (`module.noun`) to what its rows say and their columns. */
  readonly datasets?: Readonly<Record<string, DatasetDefinition>>
}

/** Rows that a module offers for analysis, from a table or view of its own. */
export interface DatasetDefinition {
  readonly description: string
  readonly columns: z.ZodObject
}

/** One event a module publishes. */
export interface EventDefinition<Payload extends z.ZodType = z.ZodType> {
  readonly description: string
  readonly payload: Payload
}

/** Events by name. */
export type EventDefinitions = Readonly<Record<string, EventDefinition>>

/** The settings a module reads at run time, defaults filled in. */
export type SettingsOf<Authored> = Authored extends AuthoredManifest<infer Settings, EventDefinitions> ? z.output<Settings> : never

/** Event names to payload types. */
export type EventsOf<Authored> = Authored extends { readonly events: infer Events }
  ? { readonly [Name in keyof Events]: Events[Name] extends EventDefinition<infer Payload> ? z.input<Payload> : never }
  : never

/**
 * Declares what a module is, without running it. Returns its argument, checked by the compiler.
 *
 * @example
 * export const manifest = defineManifest({
 *   name: 'inventory',
 *   title: 'Inventory',
 *   description: 'Items, locations and stock movements.',
 *   permissions: { 'inventory:item:read': 'See items.' },
 *   settings: z.object({ allowNegativeStock: z.boolean().default(false) }),
 *   events: {},
 * })
 */
export function defineManifest<const Settings extends SettingsSchema, const Events extends EventDefinitions>(
  manifest: AuthoredManifest<Settings, Events>,
): AuthoredManifest<Settings, Events> {
  return manifest
}
