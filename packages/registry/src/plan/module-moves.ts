import { schemaNameOf } from '@tenon/model'
import type { LockEntry } from '@tenon/model'
import { wayBackOf } from '@tenon/planner'
import type { ModuleFacts } from '@tenon/planner'
import { interfaceIssues } from '@tenon/resolver'
import type { Choice } from '@tenon/resolver'
import type { PlanRequest } from '../surface/plan-registry.ts'
import { registryErrors } from '../registry-errors.ts'
import { nowOf } from '../registry-parts.ts'
import { selectCatalogVersions } from '../tables/catalog.ts'
import { selectLockHistory } from '../tables/locks.ts'
import { selectSettings } from '../tables/settings.ts'
import { planConflict, resolveConflict } from './plan-conflict.ts'
import type { SettingsIssue } from './plan-conflict.ts'
import { entryOf, readLedger, versionOf } from './tenant-facts.ts'
import type { TenantFacts } from './tenant-facts.ts'

type Request<Kind extends PlanRequest['kind']> = Extract<PlanRequest, { kind: Kind }>

/** Which modules move from what to what, with everything a plan must know of them. @throws PLAN_CONFLICT, ROLL_BACK_UNAVAILABLE, MODULE_NOT_INSTALLED and the errors of opening an artifact */
export function moduleMoves(facts: TenantFacts, request: PlanRequest): Promise<readonly ModuleFacts[]> {
  switch (request.kind) {
    case 'move':
      return forward(facts, request)
    case 'roll-back':
      return backward(facts, request)
    case 'finalize':
      return closing(facts, request)
    default:
      return request satisfies never
  }
}

async function forward(facts: TenantFacts, { targets }: Request<'move'>): Promise<readonly ModuleFacts[]> {
  const { session, parts, lock, pins, channels, tenant } = facts
  const resolver = await parts.resolver.at(session)
  const resolution = resolver.resolve({ locked: lock.entries, pins, channels, targets, now: nowOf(parts) })
  if (resolution.kind === 'conflict') throw resolveConflict(tenant.id, resolution.conflict)
  const moving = resolution.choices.filter(({ module, version }) => lock.entries.find((entry) => entry.module === module)?.integrity !== version.integrity)
  const moves: ModuleFacts[] = []
  for (const choice of moving) moves.push(await forwardMove(facts, choice))
  const refused: SettingsIssue[] = []
  for (const move of moves) refused.push(...await settingsIssues(facts, move))
  if (refused.length > 0) throw planConflict(tenant.id, refused)
  return moves
}

async function forwardMove(facts: TenantFacts, { module, version: chosen, why }: Choice): Promise<ModuleFacts> {
  const version = await versionOf(facts.session, chosen)
  const { migrations } = await facts.parts.artifacts.admit(version)
  const common = { module, to: version, migrations, ledger: await readLedger(facts, module), why }
  const from = facts.lock.entries.find((entry) => entry.module === module)
  if (from === undefined) return { kind: 'install', ...common }
  return { kind: 'upgrade', ...common, from, fromManifest: (await versionOf(facts.session, from)).manifest }
}

async function settingsIssues({ session, parts, tenant }: TenantFacts, move: ModuleFacts): Promise<readonly SettingsIssue[]> {
  const revision = move.kind === 'install' ? 0 : move.from.settingsRevision
  const [settings] = revision === 0 ? [] : await selectSettings(session, [{ tenantId: tenant.id, module: move.module, revision }])
  const { issues } = parts.checkSettings(move.to, settings?.values ?? {})
  return issues.length === 0 ? [] : [{ kind: 'settings-refused', module: move.module, version: move.to.version, issues }]
}

async function backward(facts: TenantFacts, request: Request<'roll-back'>): Promise<readonly ModuleFacts[]> {
  const { session, parts, lock } = facts
  const from = entryOf(facts, request.module)
  const back = await entryBack(facts, request)
  const to = await versionOf(session, back)
  const others = await selectCatalogVersions(session, lock.entries.filter(({ module }) => module !== request.module))
  const broken = interfaceIssues([...others, to])
  if (broken.length > 0) throw planConflict(facts.tenant.id, broken)
  await parts.artifacts.open(to)
  const fromManifest = (await versionOf(session, from)).manifest
  return [{ kind: 'roll-back', module: request.module, from, fromManifest, to, back, ledger: await readLedger(facts, request.module), why: `roll back from ${from.version}` }]
}

async function entryBack(facts: TenantFacts, { module, to }: Request<'roll-back'>): Promise<LockEntry> {
  const { session, tenant } = facts
  const [current, ...older] = wayBackOf(await selectLockHistory(session, tenant.id), module)
  const back = to === undefined ? older[0] : older.find(({ version }) => version === to)
  if (back !== undefined) return back
  const ran = older.map(({ version }) => version).join(', ')
  const closed = current?.finalized === true ? `${current.version} was finalized${await snapshotLeft(facts, module)}` : 'no other version ran before'
  throw registryErrors.ROLL_BACK_UNAVAILABLE({ tenant: tenant.id, module, reason: ran === '' ? closed : `${to ?? ''} is not among the versions it can return to (${ran})` })
}

/** What the alternative to a roll back has to offer, and how much there is to look through. */
async function snapshotLeft({ session, parts, tenant }: TenantFacts, module: string): Promise<string> {
  const [newest] = await parts.migrator.snapshots(session, { tenantId: tenant.id, module, schema: schemaNameOf(tenant.id, module) })
  if (newest === undefined) return ''
  const size = `${newest.rows.toLocaleString('en')} rows, ${Math.ceil(newest.sizeBytes / 1024).toLocaleString('en')} kB`
  return `; what that removed is kept until ${newest.keepUntil} as snapshot ${newest.number} (${size})`
}

async function closing(facts: TenantFacts, { module }: Request<'finalize'>): Promise<readonly ModuleFacts[]> {
  const from = entryOf(facts, module)
  const to = await versionOf(facts.session, from)
  const { migrations } = await facts.parts.artifacts.open(to)
  return [{ kind: 'finalize', module, from, to, migrations, ledger: await readLedger(facts, module), why: `finalize ${from.version}` }]
}
