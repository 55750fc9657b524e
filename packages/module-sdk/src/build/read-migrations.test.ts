import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checksumOf, readMigrations } from './read-migrations.ts'

let directory = ''

beforeEach(async () => { directory = await mkdtemp(join(tmpdir(), 'tenon-migrations-')) })
afterEach(() => rm(directory, { recursive: true }))

async function write(folder: string, up: string, down?: string): Promise<void> {
  const path = join(directory, 'prisma/migrations', folder)
  await mkdir(path, { recursive: true })
  await writeFile(join(path, 'migration.sql'), up)
  if (down !== undefined) await writeFile(join(path, 'down.sql'), down)
}

describe('readMigrations', () => {
  it('a package without migrations has none', async () => {
    expect(await readMigrations(directory)).toEqual([])
  })

  it('reads them in order, with both texts, phase and paths inside the package', async () => {
    await write('0002_fill_unit', '-- phase: backfill\nupdate item set unit = 1;', 'select 1;')
    await write('0001_create_item', '-- phase: expand\ncreate table item ();', 'drop table item;')
    const migrations = await readMigrations(directory)
    expect(migrations.map((each) => [each.dataVersion, each.name, each.phase])).toEqual([[1, '0001_create_item', 'expand'], [2, '0002_fill_unit', 'backfill']])
    expect(migrations[0]).toMatchObject({ up: '-- phase: expand\ncreate table item ();', down: 'drop table item;', upFile: 'prisma/migrations/0001_create_item/migration.sql', downFile: 'prisma/migrations/0001_create_item/down.sql' })
  })

  it('leaves a byte order mark out of the SQL and in the checksum', async () => {
    await write('0001_create_item', '\uFEFF-- phase: expand\n-- run: outside\ncreate table item ();', '\uFEFFdrop table item;')
    const [migration] = await readMigrations(directory)
    expect(migration).toMatchObject({ phase: 'expand', run: 'outside', up: '-- phase: expand\n-- run: outside\ncreate table item ();', down: 'drop table item;' })
    expect(migration?.checksum).toBe(checksumOf('\uFEFF-- phase: expand\n-- run: outside\ncreate table item ();', '\uFEFFdrop table item;'))
  })

  it('of a Prisma project too', async () => {
    await write('20240101000000_init', '\uFEFFcreate table "public"."item" (id int);')
    expect(await readMigrations(directory)).toMatchObject([{ phase: 'irreversible', up: 'create table "item" (id int);', checksum: checksumOf('\uFEFFcreate table "public"."item" (id int);', null) }])
  })

  it('refuses a gap, a wrong name and a number out of line', async () => {
    await write('0002_create_item', '-- phase: expand', '')
    await expect(readMigrations(directory)).rejects.toMatchObject({ code: 'MIGRATION_MISNAMED', problem: { details: { folder: '0002_create_item', expected: '0001' } } })
  })

  it.each(['', 'create table item ();', '-- phase: shrink', '\n-- phase: expand'])('refuses a text that does not begin with a known phase: %j', async (up) => {
    await write('0001_create_item', up, '')
    await expect(readMigrations(directory)).rejects.toMatchObject({ code: 'MIGRATION_PHASE_MISSING' })
  })

  it.each(['expand', 'backfill'])('refuses %s without a way back', async (phase) => {
    await write('0001_create_item', `-- phase: ${phase}`)
    await expect(readMigrations(directory)).rejects.toMatchObject({ code: 'MIGRATION_DOWN_MISSING' })
  })

  it.each(['contract', 'irreversible'])('%s needs no down.sql', async (phase) => {
    await write('0001_drop_item', `-- phase: ${phase}`)
    expect(await readMigrations(directory)).toMatchObject([{ down: null, downFile: null }])
  })
})

describe('checksumOf', () => {
  it('differs when any text differs, also when text moves from one file to the other', () => {
    fc.assert(fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (upA, downA, upB, downB) => {
      const same = upA === upB && downA === downB
      expect(checksumOf(upA, downA) === checksumOf(upB, downB)).toBe(same)
    }))
    expect(checksumOf('ab', 'c')).not.toBe(checksumOf('a', 'bc'))
  })
})
