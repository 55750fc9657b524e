import { isOwnRelation, relationsIn } from '../own-tables.ts'

/** How exactly relations are compared: by what their own catalog row says, or with their policies counted too. */
export type CheckDepth = 'relations' | 'policies'

/**
 * An expression whose value is equal for schemas of equal relations: name, kind, number of checks, row level
 * security. It costs about one index look-up for each relation, and is no fingerprint: it stops a program at a
 * tenant whose tables were changed by hand between the comparison of fingerprints and the move.
 * @param schema - an expression of the schema's name
 */
export function shapeCheck(schema: string, depth: CheckDepth): string {
  const facts = ['relname', 'relkind', 'relchecks', 'relrowsecurity', 'relforcerowsecurity', ...(depth === 'policies' ? ['(select count(*) from pg_policy where polrelid = c.oid)'] : [])]
  return `(select coalesce(sum(hashtextextended(concat_ws(' ', ${facts.join(', ')}), 0)), 0) from ${relationsIn(schema)} where not ${isOwnRelation})`
}
