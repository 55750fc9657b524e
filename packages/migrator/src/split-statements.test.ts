import { expect, test } from 'vitest'
import { lineAt, splitStatements } from './split-statements.ts'

test('statements are cut where PostgreSQL cuts them, whatever they quote', async () => {
  const text = `-- phase: expand\ncreate table a (x text default ';');\n\n/* ; */ create function f() returns int language sql as $$ select 1; $$;\nselect 'é;'; select 2`
  const statements = await splitStatements(text)
  expect(statements).toMatchObject([{ kind: 'CreateStmt' }, { kind: 'CreateFunctionStmt' }, { kind: 'SelectStmt' }, { kind: 'SelectStmt', sql: expect.stringContaining('select 2') as string }])
  if ('message' in statements) return
  for (const { sql, offset } of statements) expect(text.slice(offset, offset + sql.length)).toBe(sql)
})

test('text that is no SQL says where it stops being so', async () => {
  const text = `select 1;\n\nselec 2;`
  const problem = await splitStatements(text)
  expect(problem).toMatchObject({ message: 'syntax error at or near "selec"' })
  if ('offset' in problem) expect(lineAt(text, problem.offset)).toBe(3)
})

test('a file of nothing but comments has no statements', async () => {
  expect(await splitStatements('-- phase: contract\n')).toEqual([])
})
