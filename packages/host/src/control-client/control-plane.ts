import type { Actor, ModuleRegistry } from '@tenon/registry'
import type { VersionState } from '../dispatch/version-states.ts'
import type { Supervision } from '../process/host-supervisor.ts'
import type { HostMemory } from '../watch/memory/memory-watch.ts'

/**
 * What a person or a tool may do to a control plane, near or far: a registry in this process is
 * one, and so is `createControlClient`, which reaches a registry through a host's control API.
 */
export type ControlPlane = Pick<
  ModuleRegistry,
  | 'createOrganization' | 'listOrganizations' | 'createTenant' | 'getTenant' | 'listTenants'
  | 'refreshCatalog' | 'listModules' | 'listVersions' | 'getVersion'
  | 'setPin' | 'removePin' | 'listPins' | 'writeSettings' | 'readSettings'
  | 'plan' | 'preview' | 'approve' | 'reject' | 'listApprovals' | 'getPlan' | 'start' | 'apply' | 'getOperation' | 'listOperations' | 'abandon' | 'drift' | 'rehearse'
  | 'planFleet' | 'getFleetPlan' | 'enqueueFleet' | 'listFleetApplications'
  | 'listHosts' | 'enqueue' | 'listApplications' | 'cancelApplication'
  | 'listSnapshots' | 'restoreSnapshot'
  | 'noteVersion' | 'listNotices' | 'addAdvisory' | 'listAdvisories' | 'withdrawAdvisory' | 'exposure' | 'planExits' | 'skew'
  | 'grant' | 'withdraw' | 'setChannel' | 'getChannels' | 'promote'
  | 'exportState' | 'planImport' | 'getImport' | 'applyImport'
  | 'timeline' | 'stateAt' | 'getLock' | 'history' | 'lockAt' | 'status' | 'listEvents' | 'listDeliveries' | 'replayDelivery' | 'discardDelivery' | 'listTimers'
> & {
  /** What one host runs: the one that answers. Absent where there is no host between. */
  readonly hostVersions?: () => Promise<readonly VersionState[]>
  /** What its process holds in memory. */
  readonly hostMemory?: () => Promise<HostMemory>
  /** Who followed whom behind its port. @throws HOST_UNSUPERVISED */
  readonly hostSupervision?: () => Promise<Supervision>
  /** Puts a fresh host in its place. Resolves at once, to what was so when it was asked. @throws HOST_UNSUPERVISED */
  readonly recycleHost?: (who: Actor) => Promise<Supervision>
}
