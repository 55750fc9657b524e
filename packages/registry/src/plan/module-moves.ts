import type { ModuleFacts } from '@tenon/planner'
import type { Choice } from '@tenon/resolver'
import type { PlanRequest } from '../surface/plan-registry.ts'
import { nowOf } from '../registry-parts.ts'
import { entriesBack } from './entries-back.ts'
import { planConflict, resolveConflict } from './plan-conflict.ts'
import type { SettingsIssue } from './plan-conflict.ts'
import { rollBackMoves } from './roll-back-moves.ts'
import { entryOf, knownVersion, readLedger } from './tenant-facts.ts'
import type { TenantFacts } from './tenant-facts.ts'

type Request<Kind extends PlanRequest['kind']> = Extract<PlanRequest, { kind: Kind }>

/** Which modules move from what to what, with everything a plan must know of them. @throws PLAN_CONFLICT, ROLL_BACK_UNAVAILABLE, MODULE_NOT_INSTALLED and the errors of opening an artifact */
export async function moduleMoves(facts: TenantFacts, request: PlanRequest): Promise<readonly ModuleFacts[]> {
  switch (request.kind) {
    case 'move':
      return forward(facts, request)
    case 'roll-back':
    case 'roll-back-several':
      return rollBackMoves(facts, await entriesBack(facts, request))
    case 'finalize':
      return closing(facts, request)
    default:
      return request satisfies never
  }
}

async function forward(facts: TenantFacts, { targets }: Request<'move'>): Promise<readonly ModuleFacts[]> {
  const { source, parts, lock, pins, channels, tenant } = facts
  const resolver = await source.resolver()
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
  const version = await knownVersion(facts, chosen)
  const { migrations } = await facts.source.admit(version)
  const common = { module, to: version, migrations, ledger: await readLedger(facts, module), why }
  const from = facts.lock.entries.find((entry) => entry.module === module)
  if (from === undefined) return { kind: 'install', ...common }
  return { kind: 'upgrade', ...common, from, fromManifest: (await knownVersion(facts, from)).manifest }
}

async function settingsIssues({ source, parts, tenant }: TenantFacts, move: ModuleFacts): Promise<readonly SettingsIssue[]> {
  const revision = move.kind === 'install' ? 0 : move.from.settingsRevision
  const settings = revision === 0 ? undefined : await source.settings({ tenantId: tenant.id, module: move.module, revision })
  const { issues } = parts.checkSettings(move.to, settings?.values ?? {})
  return issues.length === 0 ? [] : [{ kind: 'settings-refused', module: move.module, version: move.to.version, issues }]
}

async function closing(facts: TenantFacts, { module }: Request<'finalize'>): Promise<readonly ModuleFacts[]> {
  const from = entryOf(facts, module)
  const to = await knownVersion(facts, from)
  const { migrations } = await facts.source.open(to)
  return [{ kind: 'finalize', module, from, to, migrations, ledger: await readLedger(facts, module), why: `finalize ${from.version}` }]
}
