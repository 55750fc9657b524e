import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createControlDouble } from '../../test/control-double.ts'
import { runCaptured } from '../../test/run-captured.ts'
import type { CliWorld } from '../cli-world.ts'

const shop = join(import.meta.dirname, '../../test/shop')
let directory = ''

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tenon-cli-lint-'))
  await cp(shop, directory, { recursive: true })
})
afterEach(() => rm(directory, { recursive: true }))

const run = (line: string, world: Partial<CliWorld> = {}) => runCaptured(line, createControlDouble().control, world)
const first = () => join(directory, 'prisma/migrations/0001_create_product/migration.sql')

describe('migration lint', () => {
  it('says that all is well, with exit code 0', async () => {
    expect(await run(`migration lint --module ${directory}`)).toEqual({ exitCode: 0, out: '1 migration, nothing to say against them.\n', err: '' })
  })

  it('ends with 1 when there are errors, and names file, line, code and the safer form', async () => {
    await writeFile(first(), '-- phase: expand\n\ncreate table public.product (id uuid primary key);\n')
    const { exitCode, out } = await run(`migration lint --module ${directory}`, { isTerminal: true })
    expect(exitCode).toBe(1)
    expect(out).toContain(`${first()}:3\n  error  KEY_WITHOUT_TENANT  The primary key (id) does not lead with tenant_id.`)
    expect(out).toContain('  safer  primary key (tenant_id, id), unique (tenant_id, code)\n')
    expect(out).toMatch(/3 errors, 0 warnings in 1 migration\.\n$/)
  })

  it('ends with 0 when there are warnings only, one line each for a pipe, and a document with --json', async () => {
    await writeFile(first(), "-- phase: contract\n\ndo $$ begin perform 1; end $$;\n")
    await rm(join(directory, 'prisma/migrations/0001_create_product/down.sql'))
    expect(await run(`migration lint --module ${directory}`)).toEqual({ exitCode: 0, out: `${first()}:3  warning  CODE_UNSEEN  The statement is a do block.\n0 errors, 1 warning in 1 migration.\n`, err: '' })
    expect(JSON.parse((await run(`migration lint --module ${directory} --json`)).out)).toMatchObject({ migrations: 1, errors: 0, warnings: 1, issues: [{ code: 'CODE_UNSEEN', severity: 'warning', line: 3, file: 'prisma/migrations/0001_create_product/migration.sql' }] })
  })

  it('needs no host', async () => {
    expect((await run(`migration lint --module ${directory}`, { env: { TENON_HOST: 'http://127.0.0.1:9' } })).exitCode).toBe(0)
  })
})

describe('migration new', () => {
  it('refuses a name that is no verb and noun, and a folder that is no module', async () => {
    expect(await run('migration new Lots')).toMatchObject({ exitCode: 2, err: expect.stringContaining('A migration is named by a verb and a noun') as string })
    await rm(join(directory, 'prisma/schema.prisma'))
    expect(await run(`migration new add_lots --module ${directory}`)).toMatchObject({ exitCode: 2, err: expect.stringContaining('MODULE_SCHEMA_MISSING') as string })
  })
})
