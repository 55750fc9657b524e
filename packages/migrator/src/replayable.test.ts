import { readFileSync, readdirSync } from 'node:fs'
import { loadModule, parseSync } from 'libpg-query'
import { beforeAll, describe, expect, test } from 'vitest'
import { replayable } from './replayable.ts'

beforeAll(() => loadModule())

/** What PostgreSQL's parser makes of a text, without places. */
function treeOf(text: string): readonly unknown[] {
  return (parseSync(text).stmts ?? []).map(({ stmt }) => JSON.parse(JSON.stringify(stmt, (key, value: unknown) => (key === 'location' || key === 'concurrent' ? undefined : value))) as unknown)
}

function isConcurrent(text: string): boolean {
  return JSON.stringify(parseSync(text)).includes('"concurrent":true')
}

const concurrent = [
  'create index concurrently by_name on item (name)',
  'CREATE UNIQUE INDEX /* concurrently */ CONCURRENTLY if not exists "concurrently" on item (concurrently(name)) where name <> \'concurrently\'',
  '-- é concurrently, ünïque 🐘\n  create index -- here\n  concurrently on "größe" using btree ("größe")',
  'drop index concurrently if exists by_name',
  'drop index Concurrently one, "concurrently" cascade',
  'alter table a.concurrently detach partition b concurrently',
]

const plain = [
  'create index by_name on item (name)', 'create index i on t (concurrently(x))', 'drop index "concurrently"', 'alter table t detach partition p', 'alter table t detach partition p finalize',
  'refresh materialized view concurrently m', 'analyze item', 'reindex index i', `alter type status add value 'concurrently'`, `select 'create index concurrently i on t (x)'`,
  'create function f() returns void language sql as $$ drop index concurrently i $$', '-- concurrently', '', '  \n', 'this is no sql concurrently',
]

describe('a text as a transaction takes it', () => {
  test.each(concurrent)('differs by the word alone: %s', async (text) => {
    const replayed = await replayable(text)
    expect(isConcurrent(text)).toBe(true)
    expect(isConcurrent(replayed)).toBe(false)
    expect(treeOf(replayed)).toEqual(treeOf(text))
    expect(replayed.length).toBe(text.length)
    expect([...replayed].every((character, index) => character === [...text][index] || (character === ' ' && 'concurrently'.includes([...text][index]?.toLowerCase() ?? '')))).toBe(true)
  })

  test.each(plain)('stays as it is: %s', async (text) => {
    expect(await replayable(text)).toBe(text)
  })

  test('of any statements together is those statements one by one, each in its place', async () => {
    const all = [...concurrent, ...plain.slice(0, -4)]
    for (let round = 0; round < 200; round += 1) {
      const some = Array.from({ length: 1 + (round % 5) }, (_, index) => all[(round * 7 + index * (1 + (round % 11))) % all.length] ?? '')
      const text = some.join('; /* é */\n')
      expect(await replayable(text)).toBe((await Promise.all(some.map((each) => replayable(each)))).join('; /* é */\n'))
    }
  })

  test('leaves out what only keeps house', async () => {
    for (const text of ['vacuum item', 'vacuum (full, analyze) item', 'reindex index concurrently i', 'reindex (verbose, concurrently) table "größe"']) {
      const replayed = await replayable(`select 1;\n${text};\nselect 2;`)
      expect(treeOf(replayed)).toEqual(treeOf('select 1; select 2'))
      expect(replayed.indexOf('select 2')).toBe(`select 1;\n${text};\nselect 2;`.indexOf('select 2'))
    }
  })

  test('is, for every migration of the lint corpus, the same tree', async () => {
    const folder = new URL('../test/lint/', import.meta.url)
    const files = ['bad', 'good'].flatMap((kind) => readdirSync(new URL(kind, folder)).map((file) => new URL(`${kind}/${file}`, folder)))
    let changed = 0
    for (const text of files.map((file) => readFileSync(file, 'utf8'))) {
      const replayed = await replayable(text)
      if (replayed === text) continue
      changed += 1
      const stays = treeOf(text).filter((tree) => !['VacuumStmt', 'ReindexStmt'].includes(Object.keys(tree as object)[0] ?? ''))
      expect(treeOf(replayed)).toEqual(stays)
    }
    expect(changed).toBeGreaterThan(3)
  })
})
