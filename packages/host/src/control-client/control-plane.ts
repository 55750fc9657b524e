import type { ModuleRegistry } from '@tenon/registry'
import type { VersionState } from '../dispatch/version-states.ts'

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
}
