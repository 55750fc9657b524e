import sdk from '@tenon/module-sdk/package.json' with { type: 'json' }
import type { ArtifactStore, Clock, CreateId, ModuleMigrator, RefusedVersion, WakeUps } from '@tenon/model'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import type { SkewBudget } from '@tenon/resolver'
import { refreshCatalog } from './actions/refresh-catalog.ts'
import { createCatalogResolver } from './catalog/catalog-resolver.ts'
import { timeOrderedIds } from './create-time-ordered-id.ts'
import { openHoldAnswers } from './hosts/hold-answers.ts'
import { beginServing } from './begin-serving.ts'
import { planMethods } from './methods/plan-methods.ts'
import type { ModuleRegistry } from './module-registry.ts'
import { createCutoverParticipants } from './operation/cutover-participants.ts'
import { recoverOperations } from './operation/recover-operations.ts'
import { createTurns } from './operation/take-turns.ts'
import { readOnlyRegistry } from './read-only-registry.ts'
import { registryOf } from './registry-of.ts'
import type { RegistryParts } from './registry-parts.ts'
import { openRunningView } from './running/running-view.ts'
import { createSettingsCheck } from './running/settings-schema.ts'
import type { ApprovalRule } from './surface/approval-registry.ts'
import { prepareControlPlane } from './tables/prepare-control-plane.ts'

/** The adapters and sources of time and ids a registry works with. */
export interface OpenRegistryOptions {
  /** Its transactions and notifications; the registry never closes it. */
  readonly database: TenantDatabase
  readonly artifacts: ArtifactStore
  readonly migrator: ModuleMigrator
  readonly clock: Clock
  /** From 0 up to 1; spreads what is tried again. Default `Math.random`. */
  readonly random?: () => number
  /** Default: a random, time-ordered id with the prefix. */
  readonly createId?: CreateId
  /** Version of `@tenon/module-sdk` that modules meet here. Default: the one this package was installed with. */
  readonly hostVersion?: string
  /** Longest time requests of a module are held for its cut-over. Default 5,000 ms. */
  readonly holdBudgetMs?: number
  /** How far tenants may be apart before `skew` says so. Default: any distance. */
  readonly skewBudget?: Partial<SkewBudget>
  /** Moves that run at once in this process. Each takes a connection for its whole length; the pool must be larger. Default 4. */
  readonly movesAtOnce?: number
  /** `refresh` reads the artifact sources when opening, `cached` serves what the database knows until `refreshCatalog` is called. Default `refresh`. */
  readonly catalog?: 'refresh' | 'cached'
  /**
   * `calls`: this process may run module versions, so it is announced as a host, and no move begins before it has closed its lanes.
   * `nobody`: it plans and applies for others, as a command line does. Default `calls`.
   */
  readonly serves?: 'calls' | 'nobody'
  /** Wakes this host for applications that were queued elsewhere. Default: none, so that they wait for the next look. */
  readonly wakeUps?: WakeUps
  /** How often a host looks for applications and for operations whose process died. Default 5,000 ms. */
  readonly lookEveryMs?: number
  /** How often one of the hosts looks at the data of every tenant. Default 3,600,000 ms. */
  readonly driftScanEveryMs?: number | 'never'
  /** What operators call this host. Default: its id. */
  readonly hostLabel?: string
  /** Which plans somebody other than their author must approve before they apply. Default `none`. */
  readonly approvals?: ApprovalRule
  /**
   * For whoever may only read: opening writes nothing, not even the control plane's own changes, which another registry must
   * have made; every method that would write rejects with REGISTRY_READ_ONLY. `preview` answers as ever. No host. Default false.
   */
  readonly readOnly?: boolean
  /** Called at every boundary between two phases of an operation; for tests that kill the process there. */
  readonly onBoundary?: (boundary: string) => void
}

/** Changes of settings and grants at once in this process: each has a connection of its own while it waits for every host. */
const changesAtOnce = 2

/** Opens a registry. */
export type OpenRegistry = (options: OpenRegistryOptions) => Promise<ModuleRegistry>

/**
 * Opens the registry of a database: creates or updates the control plane (safe when several hosts
 * open at once), marks operations of dead processes as interrupted, reads the catalog, and reads what
 * every tenant runs. It is announced as a host before it returns. A source that cannot be read does not stop it: known versions keep serving.
 *
 * @example
 * const registry = await openRegistry({ database, artifacts, migrator, clock: systemClock })
 * const plan = await registry.plan({ kind: 'move', tenantId: 'acme', targets: { inventory: '^1.2' } }, { actor: 'cli:dana', reason: 'contract' })
 * const operation = await registry.apply(plan.id, { actor: 'cli:dana', reason: 'contract' })
 */
export const openRegistry: OpenRegistry = async (options) => {
  const { database, artifacts, migrator, clock, readOnly = false } = options
  const refused = readOnly ? [] : await prepare(options)
  const checkSettings = createSettingsCheck()
  const view = await openRunningView({ database, checkSettings })
  const createId = options.createId ?? timeOrderedIds(clock)
  const hostVersion = options.hostVersion ?? sdk.version
  const parts: RegistryParts = {
    database, artifacts, migrator, clock, view, checkSettings, createId, hostVersion,
    resolver: createCatalogResolver({ hostVersion, peers: await artifacts.suppliedPeers() }),
    holdBudgetMs: options.holdBudgetMs ?? 5_000,
    skewBudget: { maxLiveLines: null, maxAgeDays: null, ...options.skewBudget },
    cutovers: createCutoverParticipants(),
    changeInTurn: createTurns(changesAtOnce),
    holdAnswers: await openHoldAnswers(database),
    approvals: options.approvals ?? 'none',
    readOnly,
    hostId: readOnly || options.serves === 'nobody' ? null : createId('h'),
    onBoundary: options.onBoundary ?? (() => undefined),
    random: options.random ?? Math.random,
  }
  const plans = planMethods(parts, options.movesAtOnce ?? 4)
  const serving = parts.hostId === null ? null : await beginServing({ parts, plans, options, hostId: parts.hostId })
  const registry = registryOf(parts, { refused, plans, serving, wakeUps: options.wakeUps ?? null })
  return readOnly ? readOnlyRegistry(registry) : registry
}

/** Brings the control plane up to date, marks what dead processes left, and reads the sources. @returns versions that were left out */
async function prepare(options: OpenRegistryOptions): Promise<readonly RefusedVersion[]> {
  await prepareControlPlane(options.database)
  await recoverOperations({ ...options, readOnly: false }, null)
  return options.catalog === 'cached' ? [] : (await refreshCatalog(options)).refused
}
