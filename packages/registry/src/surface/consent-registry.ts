import type { LockRevision } from '@tenon/model'
import type { Actor } from './tenant-registry.ts'

/** Permissions of one module that a tenant grants to it, or takes back. */
export interface ChangeGrantsOptions extends Actor {
  readonly tenantId: string
  readonly module: string
  /** Names as the manifest of the version in force lists them. */
  readonly permissions: readonly string[]
}

/**
 * What a tenant consents to. Code and consent are apart: an upgrade brings new permissions switched off, and whoever
 * answers for the tenant switches them on when they see fit, without a new version.
 */
export interface ConsentRegistry {
  /**
   * Grants permissions to a module: a new lock revision with the same version, data and settings. What is granted already is left
   * as it is; when that is all of them nothing is written. Once it resolves, every host begins every call with it; calls in
   * flight end with what they began with, and are not waited for. @returns the lock in force
   * @throws PERMISSION_UNKNOWN, MODULE_NOT_INSTALLED, TENANT_BUSY, TENANT_UNKNOWN, HOLD_UNANSWERED when a host does not answer: nothing was changed
   */
  grant(options: ChangeGrantsOptions): Promise<LockRevision>
  /** Takes permissions back; otherwise as `grant`. From the next call on, on every host, nobody of the tenant holds them, whatever their roles say. */
  withdraw(options: ChangeGrantsOptions): Promise<LockRevision>
}
