import type { ArtifactStore, Clock, CreateId, ModuleMigrator, SqlDatabase } from '@tenon/model'
import type { SkewBudget } from '@tenon/resolver'
import type { CatalogResolver } from './catalog/catalog-resolver.ts'
import type { HoldAnswers } from './hosts/hold-answers.ts'
import type { ApprovalRule } from './surface/approval-registry.ts'
import type { CutoverParticipants } from './operation/cutover-participants.ts'
import type { RunningView } from './running/running-view.ts'
import type { CheckSettings } from './running/settings-schema.ts'

/** What the functions behind a registry work with, made once when it opens. */
export interface RegistryParts {
  readonly database: SqlDatabase
  readonly artifacts: ArtifactStore
  readonly migrator: ModuleMigrator
  readonly clock: Clock
  readonly createId: CreateId
  /** Version of the SDK that modules of this host meet. */
  readonly hostVersion: string
  readonly resolver: CatalogResolver
  readonly holdBudgetMs: number
  readonly skewBudget: SkewBudget
  /** Which plans another person must approve. */
  readonly approvals: ApprovalRule
  /** Nothing may be written, not even what is found out by looking. */
  readonly readOnly: boolean
  readonly view: RunningView
  readonly checkSettings: CheckSettings
  readonly cutovers: CutoverParticipants
  /** Changes of settings and grants, as many at once as the connection pool can bear; the rest wait in order. */
  readonly changeInTurn: <Result>(work: () => Promise<Result>) => Promise<Result>
  readonly holdAnswers: HoldAnswers
  /** This process among those that serve; null when it serves nobody. */
  readonly hostId: string | null
  /** Called at every boundary of an operation; for tests that kill the process there. */
  readonly onBoundary: (boundary: string) => void
  /** From 0 up to 1. */
  readonly random: () => number
}

/** Now, as an ISO 8601 instant. */
export function nowOf({ clock }: Pick<RegistryParts, 'clock'>): string {
  return new Date(clock.now()).toISOString()
}
