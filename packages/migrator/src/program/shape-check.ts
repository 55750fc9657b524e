import { isOwnRelation, relationsIn } from '../own-tables.ts'
import { quoteLiteral } from '../quote-identifier.ts'

const facts = ['relname', 'relkind', 'relchecks', 'relrowsecurity', 'relforcerowsecurity']

/**
 * An expression whose value is equal for schemas whose tables of these names are equal in kind, number of
 * checks and row level security. One index look-up for each name: joined, because `= any` costs twice as much. It
 * is no fingerprint: runners compare those before; this stops a program at what was changed by hand in between.
 * @param schema - an expression of the schema's object id
 * @param names - an expression of the names, as {@link namesOf} gives them
 */
export function checkOf(schema: string, names: string): string {
  return `(select coalesce(sum(hashtextextended(concat_ws(' ', ${facts.join(', ')}), 0)), 0) from unnest(${names}) as named(of_name) join pg_class on relname = of_name and relnamespace = ${schema})`
}

/** The names to look up for a module's tables, as the text of an array. */
export function namesOf(tables: readonly string[]): string {
  return `{${tables.map((name) => `"${name.replaceAll(/["\\]/g, String.raw`\$&`)}"`).join(',')}}`
}

/**
 * The same over every relation of the schema, known or not, with their policies counted: whether a move made the
 * tables it was expected to make, and no other without a guard.
 * @param schema - unquoted
 */
export function relationsCheck(schema: string): string {
  return `(select coalesce(sum(hashtextextended(concat_ws(' ', ${facts.join(', ')}, (select count(*) from pg_policy where polrelid = c.oid)), 0)), 0)
        from ${relationsIn(quoteLiteral(schema))} where not ${isOwnRelation})`
}
