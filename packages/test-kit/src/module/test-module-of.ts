import { schemaNameOf } from '@tenon/model'
import type { ArtifactStore, CatalogVersion, Operation } from '@tenon/model'
import type { ModuleLoader } from '@tenon/module-sdk/ports'
import type { PlanRequest } from '@tenon/registry'
import { testKitErrors } from '../errors.ts'
import type { ChosenAccess } from './chosen-access.ts'
import { readRows } from './read-rows.ts'
import type { TestAnswer, TestCall, TestModule } from './test-module.ts'

/** Everything that was opened. */
export interface TestModuleParts extends Pick<TestModule, 'matrix' | 'clock' | 'registry' | 'host' | 'database' | 'close'> {
  readonly store: ArtifactStore
  readonly loader: ModuleLoader
  readonly access: ChosenAccess
}

const organizationId = 'test'
const actor = { actor: 'user:test', reason: 'test' }
const mostEvents = 1_000_000

/** The test's view of a module on an open host. */
export function testModuleOf(parts: TestModuleParts): TestModule {
  const { matrix, registry, host, clock, database, store, loader } = parts
  const module = matrix.name
  const entryOf = async (version: string) => {
    const { packageName, integrity }: CatalogVersion = await registry.getVersion(module, version)
    return { module, packageName, version, integrity }
  }
  const move = (request: PlanRequest) => applyMove(parts, request)
  const moveTo = (tenantId: string, version: string) => move({ kind: 'move', tenantId, targets: { [module]: version } })
  return {
    matrix, clock, registry, host, database,
    async addTenant(tenantId, version = matrix.workingCopy.version) {
      await createTenant(parts, tenantId)
      await moveTo(tenantId, version)
    },
    move: moveTo,
    rollBack: (tenantId) => move({ kind: 'roll-back', tenantId, module }),
    finalize: (tenantId) => move({ kind: 'finalize', tenantId, module }),
    setSettings: async (tenantId, values) => { await registry.writeSettings({ tenantId, module, values, ...actor }) },
    call: (tenantId, path, call) => sendCall(parts, { tenantId, path }, call ?? {}),
    events: async (tenantId) => (await registry.listEvents(tenantId, mostEvents)).toReversed(),
    timers: (tenantId) => registry.listTimers(tenantId),
    artifact: async (version) => store.open(await entryOf(version)),
    load: async (version) => loader.load(await entryOf(version)),
    rows: (tenantId) => database.transaction((session) => readRows(session, { tenantId, schema: schemaNameOf(tenantId, module) })),
    close: parts.close,
  }
}

async function createTenant({ registry }: TestModuleParts, tenantId: string): Promise<void> {
  const known = await registry.listOrganizations()
  if (!known.some(({ id }) => id === organizationId)) await registry.createOrganization({ id: organizationId, name: 'Test' })
  await registry.createTenant({ id: tenantId, name: tenantId, organizationId })
}

async function applyMove({ registry, matrix }: TestModuleParts, request: PlanRequest): Promise<Operation> {
  const plan = await registry.plan(request, actor)
  const operation = await registry.apply(plan.id, actor)
  if (operation.status === 'succeeded') return operation
  throw testKitErrors.TEST_MOVE_FAILED({ tenant: request.tenantId, module: matrix.name, reason: operation.problem?.title ?? operation.status })
}

async function sendCall({ host, matrix, access }: TestModuleParts, { tenantId, path }: { readonly tenantId: string; readonly path: string }, call: TestCall): Promise<TestAnswer> {
  const { permissions = 'all', body } = call
  const isText = typeof body === 'string'
  const content = body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }
  const type = body === undefined ? {} : { 'content-type': isText ? 'text/csv' : 'application/json' }
  const request = new Request(`http://localhost/t/${tenantId}/${matrix.name}${path}`, {
    method: call.method ?? (body === undefined ? 'GET' : 'POST'), headers: { ...type, ...call.headers, ...access.headersFor(permissions) }, ...content,
  })
  return readAnswer(await host.fetch(request))
}

async function readAnswer(response: Response): Promise<TestAnswer> {
  const text = await response.text()
  const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, body: isJson && text !== '' ? JSON.parse(text) : text, headers: response.headers }
}
