import type { EvidencePolicy } from './evidence.ts'

/** The proof of origin that a version had when it came into a lock. */
export interface LockProof {
  /** sha256 (hex) of the canonical JSON of all that was verified, and under which rule; not of when. */
  readonly digest: string
  /** The policy it was let in under. */
  readonly policy: Exclude<EvidencePolicy, 'off'>
  /** Key of the registry's signature that held; null: none did. */
  readonly signedBy: string | null
  /** Source repository of the provenance that held; null: none did. */
  readonly repository: string | null
  /** Commit it was built from, as far as the provenance says. */
  readonly commit: string | null
}

/** The exact version of one module in force for one tenant. */
export interface LockEntry {
  readonly module: string
  readonly packageName: string
  readonly version: string
  /** sha512 of the artifact: what was reviewed is what runs. */
  readonly integrity: string
  /** The level the tenant's stored data of this module is at. */
  readonly dataVersion: number
  /** True once contract steps ran: there is no roll back below this version. */
  readonly finalized: boolean
  /** Revision of the tenant's settings of this module that goes with this version. */
  readonly settingsRevision: number
  /** sha256 (hex) of the canonical JSON of the settings schema this version came with. */
  readonly settingsSchema: string
  /**
   * Permissions of this module that the tenant consented to, sorted; nobody holds another one, whatever their roles say.
   * An install consents to all that the version lists. An upgrade keeps what was granted before and adds nothing.
   */
  readonly grants: readonly string[]
  /** Kept as it was when the version was chosen, whatever is found out later. Absent: the policy asked for none. */
  readonly proof?: LockProof
}

/** Why a lock revision was written. */
export type LockChange = 'install' | 'upgrade' | 'roll-back' | 'finalize' | 'settings' | 'grants'

/** An append-only revision of everything a tenant runs. */
export interface LockRevision {
  readonly tenantId: string
  /** Per tenant, from 1, without gaps. Revision 0 is the empty lock. */
  readonly revision: number
  /** Sorted by module. */
  readonly entries: readonly LockEntry[]
  readonly change: LockChange
  readonly planId: string | null
  readonly operationId: string | null
  readonly actor: string
  readonly reason: string
  /** ISO 8601 instant, UTC. */
  readonly createdAt: string
}

/** The lock of a tenant before anything was installed. */
export function emptyLock(tenantId: string, createdAt: string): LockRevision {
  return { tenantId, revision: 0, entries: [], change: 'install', planId: null, operationId: null, actor: 'system', reason: 'empty', createdAt }
}
