import fc from 'fast-check'
import { loadModule, parsePlPgSQLSync, parseSync } from 'libpg-query'
import { expect, it } from 'vitest'
import { randomSql } from '../../../test/adopt/random-sql.ts'
import { adoptSql } from './adopt-sql.ts'

/** By itself, and more crudely than the code under test: equal when nothing but a schema's name is missing. */
function differsBySchema(before: unknown, after: unknown): boolean {
  if (Array.isArray(before) && Array.isArray(after)) {
    if (before.length === after.length + 1 && isPublic(before[0])) return differsBySchema(before.slice(1), after)
    if (after.length === before.length + 1 && isShared(after[0])) return differsBySchema(before, after.slice(1))
    return before.length === after.length && before.every((item, index) => differsBySchema(item, after[index]))
  }
  if (typeof before === 'string' && typeof after === 'string') return before === after || crude(before) === crude(after)
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) return before === after
  const [one, other] = [withoutPlaces(before), withoutPlaces(after)]
  if (one['schemaname'] === 'public' && other['schemaname'] === undefined) delete one['schemaname']
  const keys = Object.keys(one)
  return keys.length === Object.keys(other).length && keys.every((key) => differsBySchema(one[key], other[key]))
}

/** Names in strings, and the code of functions. */
function crude(text: string): string {
  return text.replaceAll(/\/\*.*?\*\//g, '').replaceAll(/"?public"?\s*\./gi, '').replaceAll(/tenon_extensions\./g, '').replaceAll(/\s+/g, '')
}

function isPublic(value: unknown): boolean {
  return JSON.stringify(value) === '{"String":{"sval":"public"}}'
}

function isShared(value: unknown): boolean {
  return JSON.stringify(value) === '{"String":{"sval":"tenon_extensions"}}'
}

function withoutPlaces(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !/location$|^stmt_len$|list_(start|end)$/.test(key)))
}

it('rewrites to SQL that differs in schema names alone, or refuses', async () => {
  await loadModule()
  const count = { rewritten: 0, changed: 0, refused: 0 }
  await fc.assert(fc.asyncProperty(randomSql, async ({ sql, crypto }) => {
    const adopted = await adoptSql(sql, { crypto })
    if (adopted.issues.length > 0) {
      count.refused += 1
      expect(adopted.sql).toBe(sql)
      return
    }
    count.rewritten += 1
    if (adopted.sql !== sql) count.changed += 1
    expect(differsBySchema(parseSync(sql), parseSync(adopted.sql))).toBe(true)
    expect(adopted.sql.split('\n').length).toBe(sql.split('\n').length)
    expect(JSON.stringify(parseSync(adopted.sql))).not.toContain('"schemaname":"public"')
    // What is local stays as it is.
    expect((await adoptSql(adopted.sql, { crypto: false })).sql).toBe(adopted.sql)
  }), { numRuns: Number(process.env['TENON_FUZZ_RUNS'] ?? 1_000) })
  expect(count.changed).toBeGreaterThan(count.refused / 10)
}, 600_000)

it('leaves no body of a function with the schema in it', async () => {
  await loadModule()
  await fc.assert(fc.asyncProperty(randomSql, async ({ sql, crypto }) => {
    const adopted = await adoptSql(sql, { crypto })
    if (adopted.issues.length > 0 || !/language plpgsql/.test(adopted.sql)) return
    for (const statement of adopted.sql.split(/;\n(?=create|do|select|insert|update|delete|with|alter|drop|comment)/)) {
      if (!statement.startsWith('create function') || !statement.includes('plpgsql')) continue
      expect(JSON.stringify(parsePlPgSQLSync(statement))).not.toMatch(/"query":"[^"]*\bfrom public\./)
    }
  }), { numRuns: 300 })
}, 600_000)
