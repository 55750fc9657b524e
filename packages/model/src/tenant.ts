import type { ClientType } from './client-type.ts'

/** A customer company. It owns tenants. */
export interface Organization {
  /** Stable key: lower-case letters, digits and single dashes, at most 40 characters. */
  readonly id: string
  readonly name: string
  /** ISO 8601 instant, UTC. */
  readonly createdAt: string
}

/** An isolated customer space with its own data and its own lock. */
export interface Tenant {
  /** Stable key, also the value of `tenant_id` in every row: lower-case letters, digits and single dashes, at most 30 characters. */
  readonly id: string
  readonly name: string
  readonly organizationId: string
  readonly clientType: ClientType
  /** Free labels, such as `ring:early`; used to select tenants. Sorted, without duplicates. */
  readonly tags: readonly string[]
  /** ISO 8601 instant, UTC. */
  readonly createdAt: string
}

/** What a module is told about the tenant it works for: never more than it needs. */
export type TenantInfo = Pick<Tenant, 'id' | 'name' | 'organizationId' | 'clientType'>
