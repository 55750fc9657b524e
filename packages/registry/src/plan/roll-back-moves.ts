import type { CatalogVersion, LockEntry } from '@tenon/model'
import type { ModuleFacts } from '@tenon/planner'
import { interfaceIssues } from '@tenon/resolver'
import { planConflict } from './plan-conflict.ts'
import { entryOf, knownVersion, readLedger } from './tenant-facts.ts'
import type { TenantFacts } from './tenant-facts.ts'

/**
 * Modules going back together, to the named entries. What the tenant then runs must fit together, whatever it fitted before.
 * @throws PLAN_CONFLICT, MODULE_NOT_INSTALLED and the errors of opening an artifact
 */
export async function rollBackMoves(facts: TenantFacts, back: readonly LockEntry[]): Promise<readonly ModuleFacts[]> {
  const versions = new Map<string, CatalogVersion>()
  for (const entry of back) versions.set(entry.module, await knownVersion(facts, entry))
  const others = await facts.source.versions(facts.lock.entries.filter(({ module }) => !versions.has(module)))
  const broken = interfaceIssues([...others, ...versions.values()])
  if (broken.length > 0) throw planConflict(facts.tenant.id, broken)
  const moves: ModuleFacts[] = []
  for (const entry of back) moves.push(await moveBack(facts, entry, versions.get(entry.module) ?? await knownVersion(facts, entry)))
  return moves
}

async function moveBack(facts: TenantFacts, back: LockEntry, to: CatalogVersion): Promise<ModuleFacts> {
  const { module } = back
  const from = entryOf(facts, module)
  await facts.source.open(to)
  const fromManifest = (await knownVersion(facts, from)).manifest
  return { kind: 'roll-back', module, from, fromManifest, to, back, ledger: await readLedger(facts, module), why: `roll back from ${from.version}` }
}
