import { schemaNameOf } from '@tenon/model'
import type { ModuleMigrator, Operation, Preparation, SqlSession } from '@tenon/model'
import { selectPlan } from '../tables/plans.ts'

/** What an operation that did not succeed left prepared, by module. Reads nothing of an operation without `prepare` steps. */
export async function preparationsLeft(session: SqlSession, migrator: ModuleMigrator, { planId, tenantId }: Operation): Promise<ReadonlyMap<string, Preparation>> {
  const { plan } = await selectPlan(session, planId)
  const modules = [...new Set(plan.steps.flatMap((step) => (step.kind === 'prepare' ? [step.module] : [])))]
  const left = new Map<string, Preparation>()
  for (const module of modules) {
    const preparation = await migrator.readPreparation(session, { tenantId, module, schema: schemaNameOf(tenantId, module) })
    if (preparation.prepared.length > 0 || preparation.current !== null) left.set(module, preparation)
  }
  return left
}

/** One of them as a sentence, with both ways to go on. */
export function describePreparation(tenantId: string, module: string, { prepared, current, rows }: Preparation): string {
  const upTo = [prepared.at(-1), ...(current === null ? [] : [`part of ${current.migration}`])].filter((name) => name !== undefined)
  const filled = rows === 0 ? '' : `, ${rows.toLocaleString('en')} rows filled`
  return `The data of ${module} is prepared up to ${upTo.join(' and ')}${filled}: the next upgrade goes on from there, \`tenon abandon ${tenantId} ${module}\` takes it away.`
}
