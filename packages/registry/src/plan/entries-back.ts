import { schemaNameOf } from '@tenon/model'
import type { LockEntry, LockRevision } from '@tenon/model'
import { wayBackOf } from '@tenon/planner'
import type { PlanRequest } from '../surface/plan-registry.ts'
import { registryErrors } from '../registry-errors.ts'
import { selectLockHistory } from '../tables/locks.ts'
import { selectOperation } from '../tables/operations.ts'
import type { TenantFacts } from './tenant-facts.ts'

type Request = Extract<PlanRequest, { kind: 'roll-back' | 'roll-back-several' }>

/** The entry that each module goes back to, as it stood when its successor replaced it. @throws ROLL_BACK_UNAVAILABLE, LOCK_REVISION_UNKNOWN, OPERATION_UNKNOWN, MODULE_NOT_INSTALLED */
export async function entriesBack(facts: TenantFacts, request: Request): Promise<readonly LockEntry[]> {
  const history = await selectLockHistory(facts.session, facts.tenant.id)
  const wanted = request.kind === 'roll-back' ? [[request.module, request.to ?? null] as const] : await modulesBack(facts, history, request.back)
  const entries: LockEntry[] = []
  for (const [module, version] of wanted) entries.push(await entryBack(facts, history, { module, version }))
  return entries
}

type Back = Extract<Request, { kind: 'roll-back-several' }>['back']

/** Module by module the version to go back to; null: the one before. */
async function modulesBack({ lock, session, tenant }: TenantFacts, history: readonly LockRevision[], back: Back): Promise<readonly (readonly [string, string | null])[]> {
  if ('modules' in back) return Object.entries(back.modules)
  if ('revision' in back) return differences(lock, revisionNamed(history, tenant.id, back.revision), null)
  const operation = await selectOperation(session, back.operation)
  const made = history.find(({ operationId }) => operationId === operation.id)
  if (made === undefined) throw registryErrors.ROLL_BACK_UNAVAILABLE({ tenant: tenant.id, module: 'every module', reason: `operation ${operation.id} changed nothing of this tenant (${operation.status})` })
  const before = made.revision === 1 ? { entries: [] } : revisionNamed(history, tenant.id, made.revision - 1)
  return differences(lock, before, differences(made, before, null).map(([module]) => module))
}

function revisionNamed(history: readonly LockRevision[], tenant: string, revision: number): LockRevision {
  const found = history.find((each) => each.revision === revision)
  if (found === undefined) throw registryErrors.LOCK_REVISION_UNKNOWN({ tenant, revision })
  return found
}

/** Modules that run something else than an earlier revision did; a module that was not there then goes back to nothing, which there is no way to. */
function differences(now: Pick<LockRevision, 'entries'>, then: Pick<LockRevision, 'entries'>, only: readonly string[] | null): readonly (readonly [string, string])[] {
  return now.entries.flatMap((entry): readonly (readonly [string, string])[] => {
    const earlier = then.entries.find(({ module }) => module === entry.module)
    if ((only !== null && !only.includes(entry.module)) || earlier?.integrity === entry.integrity) return []
    return [[entry.module, earlier?.version ?? 'none']]
  })
}

async function entryBack(facts: TenantFacts, history: readonly LockRevision[], { module, version }: { readonly module: string; readonly version: string | null }): Promise<LockEntry> {
  const [current, ...older] = wayBackOf(history, module)
  if (current === undefined) throw registryErrors.MODULE_NOT_INSTALLED({ tenant: facts.tenant.id, module })
  const back = version === null ? older[0] : older.find((entry) => entry.version === version)
  if (back !== undefined) return back
  const ran = older.map((entry) => entry.version).join(', ')
  const closed = current.finalized ? `${current.version} was finalized${await snapshotLeft(facts, module)}` : 'no other version ran before'
  throw registryErrors.ROLL_BACK_UNAVAILABLE({ tenant: facts.tenant.id, module, reason: ran === '' ? closed : `${version ?? ''} is not among the versions it can return to (${ran})` })
}

/** What the alternative to a roll back has to offer, and how much there is to look through. */
async function snapshotLeft({ session, parts, tenant }: TenantFacts, module: string): Promise<string> {
  const [newest] = await parts.migrator.snapshots(session, { tenantId: tenant.id, module, schema: schemaNameOf(tenant.id, module) })
  if (newest === undefined) return ''
  const size = `${newest.rows.toLocaleString('en')} rows, ${Math.ceil(newest.sizeBytes / 1024).toLocaleString('en')} kB`
  return `; what that removed is kept until ${newest.keepUntil} as snapshot ${newest.number} (${size})`
}
