import type { ModuleRegistry } from './module-registry.ts'
import { registryErrors } from './registry-errors.ts'

/** Methods that write nothing. A method that is not named here is refused, so that a new one is safe until somebody has looked at it. */
const reading: ReadonlySet<keyof ModuleRegistry> = new Set([
  'preview', 'getPlan', 'getFleetPlan', 'listFleetApplications', 'listApprovals', 'getOperation', 'listOperations', 'getTenant', 'listTenants', 'listOrganizations', 'listPins', 'readSettings', 'getChannels',
  'listModules', 'listVersions', 'getVersion', 'getLock', 'history', 'lockAt', 'status', 'listEvents', 'listSnapshots', 'listHosts', 'listApplications', 'running', 'allRunning', 'onChange', 'ping', 'close',
] satisfies readonly (keyof ModuleRegistry)[])

/** The same registry for somebody who may only read: every method that would write rejects with REGISTRY_READ_ONLY, before it asks the database anything. */
export function readOnlyRegistry(registry: ModuleRegistry): ModuleRegistry {
  const methods = Object.entries(registry).map(([name, method]: [string, unknown]) =>
    [name, reading.has(name as keyof ModuleRegistry) ? method : () => Promise.reject(registryErrors.REGISTRY_READ_ONLY({ method: name }))] as const)
  return Object.fromEntries(methods) as unknown as ModuleRegistry
}
