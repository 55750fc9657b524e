import { randomFrom } from '@tenon/migrator/authoring'
import type { Random } from '@tenon/migrator/authoring'
import type { TenantRows, TestAnswer, TestModule } from '../../module/test-module.ts'
import { findingOf } from '../module-finding.ts'
import type { ModuleFinding } from '../module-finding.ts'
import { generateRequest } from '../requests/generate-request.ts'
import type { GeneratedRequest } from '../requests/generate-request.ts'
import type { PreparedTenants, SeedValues } from '../prepare-tenants.ts'
import { operationName } from '../requests/module-operation.ts'
import type { ModuleOperation } from '../requests/module-operation.ts'
import { createValuePool } from '../requests/value-pool.ts'
import { sameRows } from './same-rows.ts'

/** Between whom to look for leaks, and how long. */
export interface CheckLeaksOptions extends PreparedTenants {
  /** To each route. One that answers no request of its owner gets up to eight times as many. */
  readonly requests: number
  /** Routes that need not be reached, and why. Default: none. */
  readonly unreached?: Readonly<Record<string, string>> | undefined
  readonly seed: number
}

/**
 * Calls every route with what belongs to another tenant: half the time first as the owner, so that whatever a module keeps between calls is
 * kept, and then as the other one with the same raw ids. No answer may hold a value that only the owner has, beyond what the request itself named, and
 * the owner's rows stay as they are.
 */
export async function checkLeaks(module: TestModule, options: CheckLeaksOptions): Promise<readonly ModuleFinding[]> {
  const random = randomFrom(options.seed)
  const findings: ModuleFinding[] = []
  for (const operation of options.operations) findings.push(...await tryOperation(module, operation, { ...options, random }))
  return distinct(findings)
}

/** How often a route is tried until its owner is answered. */
const patience = 8

async function tryOperation(module: TestModule, operation: ModuleOperation, { tenantIds: [first, second], preferred, requests, random, unreached = {} }: CheckLeaksOptions & { readonly random: Random }): Promise<readonly ModuleFinding[]> {
  const findings: ModuleFinding[] = []
  const place = operationName(operation)
  let reached = place in unreached
  for (let turn = 0; turn < requests || (!reached && turn < requests * patience); turn += 1) {
    const [owner, other] = turn % 2 === 0 ? [first, second] : [second, first]
    const tried = await trespass(module, { owner, other, operation, random, preferred: preferred.get(owner) ?? {}, isAnnounced: turn % 4 < 2 || turn >= requests })
    findings.push(...tried.findings)
    reached ||= tried.isAnswered
  }
  return reached ? findings : [...findings, findingOf('ROUTE_NOT_REACHED', place, `Of ${requests * patience} requests made from its description and from rows of the tenant, it answered none.`)]
}

interface Trespass {
  readonly owner: string
  readonly other: string
  readonly operation: ModuleOperation
  readonly random: Random
  readonly preferred: SeedValues
  /** The owner asks first: what a module keeps between calls is kept then. Otherwise its rows are still as they were. */
  readonly isAnnounced: boolean
}

interface Tried {
  /** The owner was answered, not refused. */
  readonly isAnswered: boolean
  readonly findings: readonly ModuleFinding[]
}

async function trespass(module: TestModule, { owner, other, operation, random, preferred, isAnnounced }: Trespass): Promise<Tried> {
  const request = generateRequest(operation, { pool: createValuePool(await module.rows(owner), preferred), random })
  const own = isAnnounced ? await module.call(owner, request.path, request) : null
  const before = await module.rows(owner)
  const foreign = marksOnlyIn(before, await module.rows(other))
  const answer = await module.call(other, request.path, request)
  const place = operationName(operation)
  const seen = foreign.filter((mark) => holds(answer, mark) && !names(request, mark))
  const written = operation.method !== 'GET' && !sameRows(before, await module.rows(owner))
  const findings = [
    ...seen.slice(0, 1).map((mark) => findingOf('TENANT_LEAKED', place, `${other} called ${request.method} ${request.path} and was answered (${answer.status}) with ${JSON.stringify(mark)}, which only ${owner} has.`)),
    ...(written ? [findingOf('TENANT_WRITTEN', place, `${other} called ${request.method} ${request.path}, and rows of ${owner} changed.`)] : []),
  ]
  return { isAnswered: own !== null && own.status < 400, findings }
}

/** Text that belongs to one tenant alone and to nobody by chance: long enough, with a digit or a dash in it, no number and no date. */
function marksOnlyIn(own: TenantRows, others: TenantRows): readonly string[] {
  // Also as a part of something: what the other tenant was sent before may stand inside its own values now.
  const known = textsOf(others).join('\n')
  return [...new Set(textsOf(own))].filter((text) => text.length >= 8 && /[\d-]/.test(text) && !/^[\d\s.:T+Z-]+$/.test(text) && !known.includes(text))
}

function textsOf(rows: TenantRows): readonly string[] {
  return [...rows.values()].flatMap((each) => each.flatMap((row) => Object.entries(row).flatMap(([column, value]) => (column !== 'tenant_id' && typeof value === 'string' ? [value] : []))))
}

function holds({ body, headers }: TestAnswer, mark: string): boolean {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const written = typeof body === 'string' ? mark : JSON.stringify(mark).slice(1, -1)
  return text.includes(written) || [...headers].some(([, value]) => value.includes(mark))
}

/** An answer may say again what it was asked. */
function names({ path, body }: GeneratedRequest, mark: string): boolean {
  const asked = `${decodeURIComponent(path.replaceAll('+', ' '))} ${JSON.stringify(body ?? '')}`
  return asked.includes(mark) || asked.includes(JSON.stringify(mark).slice(1, -1))
}

/** One for each route and kind is enough to find it. */
function distinct(findings: readonly ModuleFinding[]): readonly ModuleFinding[] {
  return findings.filter((finding, index) => findings.findIndex(({ code, place }) => code === finding.code && place === finding.place) === index)
}
