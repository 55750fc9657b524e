import type { ClientType, Organization, Pin, Tenant } from '@tenon/model'

/** Who does something, and why. Recorded with the change. */
export interface Actor {
  /** `user:dana`, `cli:dana`, `system`. */
  readonly actor: string
  readonly reason: string
}

/** What a new tenant is. */
export interface CreateTenantOptions {
  readonly id: string
  readonly name: string
  readonly organizationId: string
  /** Default `standard`. */
  readonly clientType?: ClientType
  readonly tags?: readonly string[]
  /** Who makes it, and why, for its history. Default: `system`. */
  readonly by?: Actor
}

/** What a new pin says. */
export interface SetPinOptions {
  readonly tenantId: string
  readonly module: string
  readonly range: string
  readonly owner: string
  readonly reason: string
  /** ISO 8601 instant, or null for no end. */
  readonly expiresAt?: string | null
}

/** New settings of one module for one tenant. */
export interface WriteSettingsOptions extends Actor {
  readonly tenantId: string
  readonly module: string
  /** The whole of the settings; what is left out takes its default. */
  readonly values: Readonly<Record<string, unknown>>
}

/** A revision of one module's settings for one tenant. */
export interface SettingsRevision {
  readonly tenantId: string
  readonly module: string
  /** From 1; 0 stands for "never set", all defaults. */
  readonly revision: number
  readonly values: Readonly<Record<string, unknown>>
  readonly actor: string
  readonly createdAt: string
}

/** Organizations, tenants, and what was fixed for each of them. Every change commits together with its history row. */
export interface TenantRegistry {
  createOrganization(options: { readonly id: string; readonly name: string }): Promise<Organization>
  listOrganizations(): Promise<readonly Organization[]>
  createTenant(options: CreateTenantOptions): Promise<Tenant>
  /** @throws TENANT_UNKNOWN */
  getTenant(tenantId: string): Promise<Tenant>
  listTenants(): Promise<readonly Tenant[]>
  /** Replaces the pin of (tenant, module). Selects only; moves no data. @throws PIN_RANGE_INVALID */
  setPin(options: SetPinOptions & Pick<Actor, 'actor'>): Promise<Pin>
  removePin(tenantId: string, module: string, actor: Actor): Promise<void>
  listPins(tenantId?: string): Promise<readonly Pin[]>
  /**
   * Writes a new settings revision and a lock revision that names it. Once it resolves, every host begins every call with it;
   * calls in flight end with what they began with, and are not waited for.
   * @throws SETTINGS_INVALID, MODULE_NOT_INSTALLED, TENANT_BUSY, TENANT_UNKNOWN, HOLD_UNANSWERED when a host does not answer: nothing was changed
   */
  writeSettings(options: WriteSettingsOptions): Promise<SettingsRevision>
  readSettings(tenantId: string, module: string): Promise<SettingsRevision>
}
