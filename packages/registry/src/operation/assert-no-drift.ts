import { isTenonError } from '@tenon/model'
import type { Move, Plan, StoredArtifact, TenantDrift } from '@tenon/model'
import type { TenantFacts } from '../plan/tenant-facts.ts'
import { versionOf } from '../plan/tenant-facts.ts'
import { registryErrors } from '../registry-errors.ts'
import { targetOf } from './target-of.ts'

/** What looking for drift needs. */
export interface AssertNoDriftOptions {
  readonly plan: Plan
  /** Verified artifacts of the versions to come, by module. */
  readonly artifacts: ReadonlyMap<string, StoredArtifact>
  /** Why a difference is no reason to stop; undefined: it is. */
  readonly acceptDrift: string | undefined
}

/**
 * Compares what a plan is about to move with what its migrations made. A plan says what becomes of a known state; of
 * another one nobody knows.
 * @returns true when there is drift and it was accepted
 * @throws TENANT_DRIFTED naming every object
 */
export async function assertNoDrift(facts: TenantFacts, { plan, artifacts, acceptDrift }: AssertNoDriftOptions): Promise<boolean> {
  const drifts: TenantDrift[] = []
  for (const move of plan.moves) drifts.push(...(move.from === null ? [] : await driftOf(facts, move, artifacts)))
  const [first] = drifts
  if (first === undefined) return false
  if (acceptDrift !== undefined) return true
  throw registryErrors.TENANT_DRIFTED({ tenant: facts.tenant.id, module: first.target.module, differences: drifts.flatMap(({ differences }) => differences) })
}

async function driftOf(facts: TenantFacts, move: Move, artifacts: ReadonlyMap<string, StoredArtifact>): Promise<readonly TenantDrift[]> {
  const artifact = await historyOf(facts, move, artifacts)
  if (artifact === null) return []
  return facts.parts.migrator.drift(facts.session, [targetOf(facts.tenant.id, move.module, artifact.manifest)], artifact.migrations)
}

/**
 * The version that knows all that is applied: the newer one of a move. The way back does not depend on the
 * artifact that is left, whose bytes may be the very reason to leave: when it cannot be opened, there is nothing to compare with.
 */
async function historyOf({ session, parts }: TenantFacts, { kind, module, from }: Move, artifacts: ReadonlyMap<string, StoredArtifact>): Promise<StoredArtifact | null> {
  if (kind !== 'roll-back' || from === null) return artifacts.get(module) ?? null
  try {
    return await parts.artifacts.open(await versionOf(session, from))
  } catch (error) {
    if (isTenonError(error)) return null
    throw error
  }
}
