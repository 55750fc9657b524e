import { createJudge } from './judge.ts'
import type { Verdict } from './judge.ts'
import type { Recipe } from './naive-recipes.ts'

/** A recipe that fails instead of answering counts as not having answered. Every tenant asks for its own row in the same tick, round after round, and code that forgot its tenant asks in between. */
export async function runRecipe(recipe: Recipe, tenantIds: readonly string[], rounds: number): Promise<Verdict> {
  const judge = createJudge()
  for (let round = 0; round < rounds; round += 1) {
    const rows = await Promise.all(tenantIds.map((tenantId) => recipe.read(tenantId, 1).catch(() => null)))
    rows.forEach((row, index) => { judge.expectOwn(tenantIds[index] ?? '', row) })
    judge.count('findUnique of one tick', rows.length)
    const unbound = (await recipe.readUnbound?.()) ?? []
    judge.see('nobody', unbound)
    judge.count('asked without a tenant', recipe.readUnbound ? 1 : 0)
  }
  return judge.verdict()
}
