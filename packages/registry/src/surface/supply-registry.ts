import type { Advisory, ClientType, NoticeChange, Pin, Plan, Problem, Severity, VersionNotice } from '@tenon/model'
import type { LowestFix, SkewBudget, SkewReport } from '@tenon/resolver'
import type { Actor } from './tenant-registry.ts'

/** What to say of a version. */
export interface NoteVersionOptions extends Actor {
  readonly module: string
  readonly version: string
  readonly change: NoticeChange
}

/** A flaw to make known. */
export interface AddAdvisoryOptions extends Pick<Actor, 'actor'> {
  readonly module: string
  /** semver range of the versions with the flaw: `<1.4.3`. */
  readonly range: string
  readonly severity: Severity
  readonly title: string
  /** First version without the flaw. Default: none yet. */
  readonly fixedIn?: string | null
  readonly url?: string | null
}

/** What tenants are exposed to: a flaw, or a version that nobody should run. */
export type ExposureSubject =
  | ({ readonly kind: 'advisory' } & Advisory)
  | { readonly kind: 'version'; readonly id: string; readonly module: string; readonly version: string; readonly status: string; readonly reason: string | null }

/** One tenant that runs an affected version of one module. */
export interface Exposure {
  /** Ids of the subjects it is exposed to: of advisories, or `module@version`. */
  readonly subjects: readonly string[]
  readonly tenantId: string
  readonly tenantName: string
  readonly organizationId: string
  readonly organizationName: string
  readonly clientType: ClientType
  readonly module: string
  readonly version: string
  /** ISO 8601 instant since when it runs this version without a break. */
  readonly since: string
  /** Who pinned the module, or null. */
  readonly pin: Pick<Pin, 'range' | 'owner' | 'reason' | 'expiresAt'> | null
  readonly fix: LowestFix
}

/** Who is exposed to what, and the way out for each. */
export interface ExposureReport {
  readonly subjects: readonly ExposureSubject[]
  /** Sorted by organization, tenant and module. */
  readonly exposed: readonly Exposure[]
}

/** The way out that was planned for one tenant. Nothing was moved. */
export interface PlannedExit {
  readonly tenantId: string
  /** Module to the version it goes to. */
  readonly targets: Readonly<Record<string, string>>
  readonly plan: Plan | null
  /** Why there is no plan. */
  readonly problem: Problem | null
}

/** What people said of versions, the flaws that are known, who is exposed to them, and how far tenants are apart. Moves nobody. */
export interface SupplyRegistry {
  /** Says of a version that it is deprecated or yanked, whatever its source says, or takes that back. A yanked version is chosen by nobody anew and stays where it runs. @throws MODULE_UNKNOWN, VERSION_UNKNOWN, NOTICE_UNKNOWN when there is nothing to take back */
  noteVersion(options: NoteVersionOptions): Promise<VersionNotice>
  /** All that was ever said of a module's versions, newest first. @throws MODULE_UNKNOWN */
  listNotices(module: string): Promise<readonly VersionNotice[]>
  /** @throws MODULE_UNKNOWN, ADVISORY_INVALID */
  addAdvisory(options: AddAdvisoryOptions): Promise<Advisory>
  /** Newest first, the withdrawn ones too. */
  listAdvisories(): Promise<readonly Advisory[]>
  /** @throws ADVISORY_UNKNOWN */
  withdrawAdvisory(advisoryId: string, actor: Actor): Promise<Advisory>
  /**
   * Who runs what should not be run: for an advisory, for `module@version`, or for every advisory that
   * holds and every yanked version.
   * @throws ADVISORY_UNKNOWN, MODULE_UNKNOWN, VERSION_UNKNOWN
   */
  exposure(subject?: string): Promise<ExposureReport>
  /** Saves a plan for each exposed tenant that has a way out. Applies none. */
  planExits(subject: string | undefined, actor: Actor): Promise<readonly PlannedExit[]>
  /** Live lines, their age, and what holds whom back, against a budget. @param budget - what it leaves out is taken from the one the registry was opened with */
  skew(budget?: Partial<SkewBudget>): Promise<SkewReport>
}
