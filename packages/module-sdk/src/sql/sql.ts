import { defineErrors } from '@tenon/model'

/** Known to every version of the SDK in the process, and to no JSON: what came from outside is always a value. */
export const sqlBrand: unique symbol = Symbol.for('tenon.sql') as never

/** Part of a statement: SQL text, a table of the module, another name, or a value that travels as a parameter. */
export type SqlPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'table'; readonly name: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'value'; readonly value: unknown }

/** A statement or a piece of one, as data. It is bound to a tenant only when it runs. */
export interface SqlFragment {
  readonly [sqlBrand]: true
  readonly parts: readonly SqlPart[]
}

const sqlErrors = defineErrors({
  SQL_VALUE_MISSING: {
    category: 'invalid-input',
    title: (d: { after: string }) => `A value of an SQL statement is undefined, after "${d.after}".`,
    next: () => 'Give a value; null stands for NULL.',
  },
})

function tag(texts: TemplateStringsArray, ...values: readonly unknown[]): SqlFragment {
  return fragmentOf(texts.flatMap((text, index) => [
    ...(text === '' ? [] : [{ kind: 'text', text } as const]),
    ...(index < values.length ? partsOf(values[index], text) : []),
  ]))
}

/**
 * A statement as data: its text stays text, everything in `${}` becomes a parameter or, when `sql` made
 * it, a name or a piece of SQL. Nothing is ever spliced. Tables are named by `sql.table`, so that one
 * statement runs in any tenant's schema; one that names a table in another way is refused when it runs.
 *
 * @example
 * const low = sql`select sku, total from ${sql.table('stock_level')} where total < ${limit}`
 * const rows = await scope.sql.rows<{ sku: string; total: string }>(low)
 * @throws SQL_VALUE_MISSING
 */
export const sql = Object.assign(tag, {
  /** A table or view of the module, without its schema. */
  table: (name: string): SqlFragment => fragmentOf([{ kind: 'table', name }]),
  /** A column, or any other name that only the program knows. */
  column: (name: string): SqlFragment => fragmentOf([{ kind: 'name', name }]),
  /** Pieces one after the other with a separator in between, `, ` unless told. */
  join: (fragments: readonly SqlFragment[], separator = ', '): SqlFragment =>
    fragmentOf(fragments.flatMap(({ parts }, index) => (index === 0 ? parts : [{ kind: 'text', text: separator } as const, ...parts]))),
})

function fragmentOf(parts: readonly SqlPart[]): SqlFragment {
  return { [sqlBrand]: true, parts }
}

function partsOf(value: unknown, before: string): readonly SqlPart[] {
  if (value === undefined) throw sqlErrors.SQL_VALUE_MISSING({ after: before.trim().slice(-40) })
  return isFragment(value) ? value.parts : [{ kind: 'value', value }]
}

function isFragment(value: unknown): value is SqlFragment {
  return typeof value === 'object' && value !== null && sqlBrand in value
}
