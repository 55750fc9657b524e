import type { ModuleMigrator, PlannedStatement } from '@tenon/model'
import { describedTexts } from '@tenon/planner'
import type { DescribedSql, DescribedText, ModuleFacts } from '@tenon/planner'

/** What the SQL of moves does, by module and text. */
export type DescribeMoves = (modules: readonly ModuleFacts[]) => Promise<ReadonlyMap<string, DescribedSql>>

/** Describes each text of SQL once for what it meets, however many tenants run it. One of these lives as long as one planning. */
export function createDescriber({ describeStatements }: Pick<ModuleMigrator, 'describeStatements'>): DescribeMoves {
  const known = new Map<string, Promise<readonly PlannedStatement[]>>()

  function describe({ sql, ...meets }: DescribedText): Promise<readonly PlannedStatement[]> {
    const key = JSON.stringify([sql, meets.history, meets.sameMove])
    const described = known.get(key) ?? describeStatements(sql, meets)
    known.set(key, described)
    return described
  }

  return async (modules) => {
    const texts = await Promise.all(modules.map(async (facts) => {
      const described = await Promise.all(describedTexts(facts).map(async (text) => [text.sql, await describe(text)] as const))
      return [facts.module, new Map(described)] as const
    }))
    return new Map(texts)
  }
}
