import type { Operation, RefusedVersion } from '@tenon/model'
import { newestFirst } from '@tenon/resolver'
import { abandonPreparation } from './actions/abandon-preparation.ts'
import { createOrganization, createTenant } from './actions/create-tenant.ts'
import { parseInstant } from './actions/parse-instant.ts'
import { readDrift } from './actions/read-drift.ts'
import { refreshCatalog } from './actions/refresh-catalog.ts'
import { rehearseUpgrade } from './actions/rehearse-upgrade.ts'
import { removePin, setPin } from './actions/set-pin.ts'
import { listSnapshots, restoreSnapshot } from './actions/snapshots.ts'
import { summarizeModules } from './actions/summarize-modules.ts'
import { readStatus } from './actions/tenant-status.ts'
import { readSettings, writeSettings } from './actions/write-settings.ts'
import type { ApplyOptions, ModuleRegistry } from './module-registry.ts'
import { recoverOperations } from './operation/recover-operations.ts'
import { startOperation } from './operation/start-operation.ts'
import type { StartedOperation } from './operation/start-operation.ts'
import { createTurns } from './operation/take-turns.ts'
import { makePlan } from './plan/make-plan.ts'
import { registryErrors } from './registry-errors.ts'
import { nowOf } from './registry-parts.ts'
import type { RegistryParts } from './registry-parts.ts'
import { selectCatalog } from './tables/catalog.ts'
import { selectCurrentLock, selectLockAt, selectLockHistory } from './tables/locks.ts'
import { selectOperation, selectOperations } from './tables/operations.ts'
import { selectOrganizations } from './tables/organizations.ts'
import { selectEvents, setSessionTenant } from './tables/outbox.ts'
import { selectPins } from './tables/pins.ts'
import { selectPlan } from './tables/plans.ts'
import { selectTenant, selectTenants } from './tables/tenants.ts'

/** What a registry remembers in memory besides the view. */
export interface RegistryMemory {
  readonly refused: readonly RefusedVersion[]
  readonly movesAtOnce: number
}

/** The methods of a registry over its parts. */
export function registryOf(parts: RegistryParts, memory: RegistryMemory): ModuleRegistry {
  return { ...tenantMethods(parts), ...catalogAndStatusMethods(parts, memory), ...planMethods(parts, memory), ...historyMethods(parts), ...runningMethods(parts) }
}

function tenantMethods(parts: RegistryParts) {
  const { database } = parts
  return {
    createOrganization: (options) => createOrganization(parts, options),
    listOrganizations: () => selectOrganizations(database),
    createTenant: (options) => createTenant(parts, options),
    getTenant: (tenantId) => selectTenant(database, tenantId),
    listTenants: () => selectTenants(database, null),
    setPin: (options) => setPin(parts, options),
    removePin: (tenantId, module, actor) => removePin(parts, { tenantId, module }, actor),
    listPins: (tenantId) => selectPins(database, tenantId ?? null),
    writeSettings: (options) => writeSettings(parts, options),
    readSettings: (tenantId, module) => readSettings(parts, tenantId, module),
  } satisfies Partial<ModuleRegistry>
}

function catalogAndStatusMethods(parts: RegistryParts, memory: RegistryMemory) {
  const { database, view } = parts
  let { refused } = memory
  // A rehearsal copies and moves a tenant's data: several at once would only be in each other's way, and in that of the tenants.
  const rehearseInTurn = createTurns(1)

  async function listVersions(module: string) {
    const versions = await selectCatalog(database, module)
    if (versions.length === 0) throw registryErrors.MODULE_UNKNOWN({ module })
    return newestFirst(versions)
  }

  async function getVersion(module: string, version: string) {
    const found = (await listVersions(module)).find((candidate) => candidate.version === version)
    if (found === undefined) throw registryErrors.VERSION_UNKNOWN({ module, version })
    return found
  }

  return {
    async refreshCatalog() {
      const reading = await refreshCatalog(parts)
      refused = reading.refused
      return reading
    },
    listModules: async () => summarizeModules(await selectCatalog(database, null), view.all()),
    listVersions,
    getVersion,
    drift: (tenantId) => readDrift(parts, tenantId ?? null),
    rehearse: async (request) => {
      const version = await getVersion(request.module, request.version)
      return rehearseInTurn(() => rehearseUpgrade(parts, version, request))
    },
    async status(tenantId) {
      await recoverOperations(parts, tenantId ?? null)
      return database.transaction((session) => readStatus(session, tenantId ?? null, { now: nowOf(parts), refused, migrator: parts.migrator }))
    },
  } satisfies Partial<ModuleRegistry>
}

function planMethods(parts: RegistryParts, { movesAtOnce }: RegistryMemory) {
  const { database, view } = parts
  const takeTurn = createTurns(movesAtOnce)
  const unfinished = new Set<Promise<unknown>>()

  /** A turn ends when the operation does, not when it is journaled. */
  async function start(planId: string, options: ApplyOptions): Promise<StartedOperation> {
    const saved = await selectPlan(database, planId)
    const started = Promise.withResolvers<StartedOperation>()
    const turn = takeTurn(async () => {
      const operation = await startOperation(parts, saved, options)
      started.resolve(operation)
      await operation.finished
    })
    const watched: Promise<unknown> = turn.catch(started.reject).finally(() => unfinished.delete(watched))
    unfinished.add(watched)
    return started.promise
  }

  async function getOperation(operationId: string): Promise<Operation> {
    const operation = await selectOperation(database, operationId)
    if (operation.status !== 'running') return operation
    await recoverOperations(parts, operation.tenantId)
    return selectOperation(database, operationId)
  }

  return {
    plan: (request, actor) => makePlan(parts, request, actor),
    getPlan: async (planId) => (await selectPlan(database, planId)).plan,
    start,
    apply: async (planId, options) => (await start(planId, options)).finished,
    getOperation,
    abandon: (tenantId, module, actor) => abandonPreparation(parts, { tenantId, module }, actor),
    listSnapshots: (tenantId, module) => listSnapshots(parts, tenantId, module ?? null),
    restoreSnapshot: (options) => restoreSnapshot(parts, options),
    listOperations: (tenantId) => selectOperations(database, tenantId ?? null),
    async close() {
      await Promise.all(unfinished)
      await view.close()
    },
  } satisfies Partial<ModuleRegistry>
}

function historyMethods({ database }: RegistryParts) {
  return {
    getLock: (tenantId) => database.transaction(async (session) => selectCurrentLock(session, await selectTenant(session, tenantId))),
    history: (tenantId) => database.transaction(async (session) => selectLockHistory(session, (await selectTenant(session, tenantId)).id)),
    lockAt: (tenantId, at) => database.transaction(async (session) => selectLockAt(session, await selectTenant(session, tenantId), parseInstant(at))),
    listEvents: (tenantId, limit = 100) => database.transaction(async (session) => {
      await setSessionTenant(session, (await selectTenant(session, tenantId)).id)
      return selectEvents(session, limit)
    }),
  } satisfies Partial<ModuleRegistry>
}

function runningMethods({ database, view, cutovers }: RegistryParts) {
  return {
    running: view.get,
    allRunning: view.all,
    onChange: view.onChange,
    joinCutovers: cutovers.join,
    async ping() {
      await database.query('select 1').catch((error: unknown) => {
        throw registryErrors.DATABASE_UNAVAILABLE({ reason: error instanceof Error ? error.message : String(error) }, { cause: error })
      })
    },
  } satisfies Partial<ModuleRegistry>
}
