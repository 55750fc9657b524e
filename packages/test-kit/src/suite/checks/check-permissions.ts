import { randomFrom } from '@tenon/migrator/authoring'
import type { TestModule } from '../../module/test-module.ts'
import { findingOf } from '../module-finding.ts'
import type { ModuleFinding } from '../module-finding.ts'
import { generateRequest } from '../requests/generate-request.ts'
import type { GeneratedRequest } from '../requests/generate-request.ts'
import { operationName } from '../requests/module-operation.ts'
import type { ModuleOperation } from '../requests/module-operation.ts'
import { createValuePool } from '../requests/value-pool.ts'
import { sameRows } from './same-rows.ts'

/** For whom to ask, and what. */
export interface CheckPermissionsOptions {
  /** Runs the working copy. */
  readonly tenantId: string
  readonly operations: readonly ModuleOperation[]
  readonly seed: number
}

/** Calls every route with every permission but its own, and with none: each must answer 403 and leave rows and events as they were. */
export async function checkPermissions(module: TestModule, { tenantId, operations, seed }: CheckPermissionsOptions): Promise<readonly ModuleFinding[]> {
  const random = randomFrom(seed)
  const all = module.matrix.workingCopy.manifest.permissions.map(({ name }) => name)
  const findings: ModuleFinding[] = []
  for (const operation of operations.filter(({ permission }) => permission !== '')) {
    const request = generateRequest(operation, { pool: createValuePool(await module.rows(tenantId)), random })
    const callers = [all.filter((each) => each !== operation.permission), []]
    for (const permissions of callers) findings.push(...await tryDenied(module, { tenantId, operation, request, permissions }))
  }
  return findings
}

interface DeniedCall {
  readonly tenantId: string
  readonly operation: ModuleOperation
  readonly request: GeneratedRequest
  readonly permissions: readonly string[]
}

async function tryDenied(module: TestModule, { tenantId, operation, request, permissions }: DeniedCall): Promise<readonly ModuleFinding[]> {
  const before = await stateOf(module, tenantId)
  const { status } = await module.call(tenantId, request.path, { ...request, permissions })
  const after = await stateOf(module, tenantId)
  const place = operationName(operation)
  const caller = permissions.length === 0 ? 'a caller without any permission' : `a caller with every permission but ${operation.permission}`
  return [
    ...(status === 403 ? [] : [findingOf('PERMISSION_NOT_ENFORCED', place, `It answers ${status} to ${caller}; the manifest says that it needs ${operation.permission}.`)]),
    ...(status === 403 && !isSame(before, after) ? [findingOf('DENIED_BUT_WRITTEN', place, `It answers 403 to ${caller}, and has written rows or events.`)] : []),
  ]
}

async function stateOf(module: TestModule, tenantId: string) {
  return { rows: await module.rows(tenantId), events: (await module.events(tenantId)).length }
}

type State = Awaited<ReturnType<typeof stateOf>>

function isSame(before: State, after: State): boolean {
  return before.events === after.events && sameRows(before.rows, after.rows)
}
