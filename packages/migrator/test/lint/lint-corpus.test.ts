import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lintMigrations } from '../../src/authoring/lint/lint-migrations.ts'
import { lintRules } from '../../src/authoring/lint/lint-rules.ts'
import { loadParser, parseScript } from '../../src/authoring/lint/parse-script.ts'
import { examplesOf, history } from './corpus.ts'

const bad = examplesOf('bad')
const good = examplesOf('good')

describe('the corpus of migrations', () => {
  it('has an example for every rule', () => {
    expect([...new Set(bad.map(({ code }) => code))].toSorted()).toEqual(Object.keys(lintRules).toSorted())
    expect(bad.length).toBeGreaterThanOrEqual(60)
    expect(good.length).toBeGreaterThanOrEqual(60)
  })

  it('begins with a history that is well', async () => {
    expect(await lintMigrations([history])).toEqual([])
  })

  it.each(bad)('$name is caught by exactly this code', async ({ code, migration }) => {
    const issues = await lintMigrations([history, migration])
    expect([...new Set(issues.map((issue) => issue.code))], JSON.stringify(issues.map(({ code: found, what, line }) => [found, what, line]))).toEqual([code])
  })

  it.each(good)('$name raises no alarm', async ({ migration }) => {
    expect((await lintMigrations([history, migration])).map(({ code, what, file, line }) => [code, what, file, line])).toEqual([])
  })

  it('is read without a throw in any mixture of its statements', { timeout: 60_000 }, async () => {
    await loadParser()
    const statements = [...bad, ...good].flatMap(({ migration: { up, down } }) => [...parseScript(up).statements, ...parseScript(down ?? '').statements]).map(({ sql }) => sql)
    const mixed = fc.array(fc.constantFrom(...statements), { maxLength: 6 }).map((chosen) => chosen.map((sql) => `${sql};\n`).join(''))
    const header = fc.constantFrom('-- phase: expand', '-- phase: backfill', '-- phase: contract', '-- phase: expand\n-- run: outside', '-- phase: backfill\n-- run: batches')
    await fc.assert(fc.asyncProperty(header, mixed, mixed, async (first, up, down) => {
      const issues = await lintMigrations([history, { name: '0002_mixed', up: `${first}\n${up}`, down, restore: down }])
      expect(issues.map(({ code }) => code)).not.toContain('SQL_UNREADABLE')
      expect(issues.every(({ code, line, what }) => code in lintRules && line > 0 && what !== '')).toBe(true)
    }), { numRuns: 300 })
  })

  it('is read without a throw however it is cut, joined or spoilt', { timeout: 60_000 }, async () => {
    const texts = [...bad, ...good].flatMap(({ migration: { up, down } }) => [up, down ?? ''])
    const spoilt = fc.tuple(fc.constantFrom(...texts), fc.constantFrom(...texts), fc.nat(), fc.nat(), fc.string({ maxLength: 6, unit: 'binary' }))
      .map(([first, second, from, to, noise]) => first.slice(0, from % (first.length + 1)) + noise + second.slice(to % (second.length + 1)))
    const text = fc.oneof({ weight: 4, arbitrary: spoilt }, { weight: 1, arbitrary: fc.string({ unit: 'binary' }) })
    await fc.assert(fc.asyncProperty(text, text, async (up, down) => {
      const issues = await lintMigrations([history, { name: '0002_spoilt', up: `-- phase: expand\n${up}`, down, restore: down }])
      for (const { code, line, file, what } of issues) {
        expect(lintRules).toHaveProperty(code)
        expect(line).toBeGreaterThan(0)
        expect(line).toBeLessThanOrEqual((file.endsWith('migration.sql') ? `\n${up}` : down).split('\n').length)
        expect(what).not.toBe('')
      }
    }), { numRuns: 300 })
  })
})
