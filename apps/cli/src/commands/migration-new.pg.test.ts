import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createControlDouble } from '../../test/control-double.ts'
import { runCaptured } from '../../test/run-captured.ts'

let server: TestDatabase
let directory = ''

beforeAll(async () => {
  server = await createTestDatabase()
  directory = await mkdtemp(join(tmpdir(), 'tenon-cli-new-'))
  await cp(join(import.meta.dirname, '../../test/shop'), directory, { recursive: true })
})
afterAll(async () => {
  await server.close()
  await rm(directory, { recursive: true })
})

const run = (line: string) => runCaptured(`${line} --module ${directory}`, createControlDouble().control, { env: { DATABASE_URL: server.url } })
const read = (file: string) => readFile(join(directory, 'prisma/migrations', file), 'utf8')

it('writes the drafted files once, lints them, and then has nothing more to draft', async () => {
  const { exitCode, out, err } = await run('migration new add_grade')
  expect(err).toBe('')
  expect(exitCode).toBe(0)
  expect(out.split('\n').filter((line) => line.startsWith('wrote')).map((line) => line.split('/').slice(-2).join('/'))).toEqual([
    '0002_add_grade/migration.sql', '0002_add_grade/down.sql', '0003_add_grade_fill/migration.sql', '0003_add_grade_fill/down.sql', '0004_add_grade_contract/migration.sql',
  ])
  expect(out).toContain('data  product.colour is dropped with its values at finalize')
  expect(out).toContain('NOT_NULL_SCANS_TABLE')
  expect(await read('0002_add_grade/migration.sql')).toContain('ADD COLUMN "grade" INTEGER;')
  expect(await run('migration new add_more')).toMatchObject({ exitCode: 0, out: 'schema.prisma says what the migrations make: there is nothing to draft.\n' })
})

it('puts everything into one migration when a phase is asked for, and writes nothing with --print', async () => {
  const schema = join(directory, 'prisma/schema.prisma')
  await writeFile(schema, (await readFile(schema, 'utf8')).replace('  label    String?\n', ''))
  const { out } = await run('migration new drop_label --phase contract --print')
  expect(out).toMatch(/^draft {2}.*0005_drop_label\/migration\.sql\n/)
  await expect(read('0005_drop_label/migration.sql')).rejects.toThrow('ENOENT')
})
