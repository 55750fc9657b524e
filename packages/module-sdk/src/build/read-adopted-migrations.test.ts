import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeModule } from './describe-module.ts'
import { checksumOf, readMigrations } from './read-migrations.ts'

let directory = ''

beforeEach(async () => { directory = await mkdtemp(join(tmpdir(), 'tenon-adopted-')) })
afterEach(() => rm(directory, { recursive: true }))

async function write(folder: string, up: string, down?: string): Promise<void> {
  const path = join(directory, 'prisma/migrations', folder)
  await mkdir(path, { recursive: true })
  await writeFile(join(path, 'migration.sql'), up)
  if (down !== undefined) await writeFile(join(path, 'down.sql'), down)
}

async function writeLock(provider: string): Promise<void> {
  await mkdir(join(directory, 'prisma/migrations'), { recursive: true })
  await writeFile(join(directory, 'prisma/migrations/migration_lock.toml'), `# do not edit\nprovider = "${provider}"\n`)
}

describe('the migrations of an ordinary Prisma project', () => {
  it('are numbered in the order of their names, local to any schema, with the checksums of the files', async () => {
    const init = 'CREATE TABLE "public"."A" ();'
    const later = '-- phase: expand\r\nALTER TABLE public."A" ADD COLUMN b INT;'
    await write('20240102000000_Later-step', later, 'ALTER TABLE public."A" DROP COLUMN b;')
    await write('0_init', init)
    const migrations = await readMigrations(directory)
    expect(migrations.map(({ name, dataVersion, phase, up, down, checksum }) => ({ name, dataVersion, phase, up, down, checksum }))).toEqual([
      { name: '0_init', dataVersion: 1, phase: 'irreversible', up: 'CREATE TABLE "A" ();', down: null, checksum: checksumOf(init, null) },
      { name: '20240102000000_Later-step', dataVersion: 2, phase: 'expand', up: '-- phase: expand\r\nALTER TABLE "A" ADD COLUMN b INT;', down: 'ALTER TABLE "A" DROP COLUMN b;', checksum: checksumOf(later, 'ALTER TABLE public."A" DROP COLUMN b;') },
    ])
  })

  it('have a way back where a down.sql stands beside them, header or not', async () => {
    await write('20240101000000_a', 'CREATE TABLE a ();', 'DROP TABLE a;')
    expect(await readMigrations(directory)).toMatchObject([{ phase: 'expand', run: 'transaction' }])
  })

  it('are held to the phase they declare', async () => {
    await write('20240101000000_a', '-- phase: expand\nCREATE TABLE a ();')
    await expect(readMigrations(directory)).rejects.toMatchObject({ code: 'MIGRATION_DOWN_MISSING' })
    await write('20240101000000_a', '-- phase: forward\nCREATE TABLE a ();')
    await expect(readMigrations(directory)).rejects.toMatchObject({ code: 'MIGRATION_PHASE_MISSING' })
  })

  it('may make an index concurrently outside a move, and not in it', async () => {
    await write('20240101000000_a', '-- phase: expand\n-- run: outside\nCREATE INDEX CONCURRENTLY i ON public.a (b);', 'DROP INDEX public.i;')
    expect(await readMigrations(directory)).toMatchObject([{ run: 'outside', up: '-- phase: expand\n-- run: outside\nCREATE INDEX CONCURRENTLY i ON a (b);' }])
    await write('20240101000000_a', 'CREATE INDEX CONCURRENTLY i ON public.a (b);')
    await expect(readMigrations(directory)).rejects.toMatchObject({ code: 'MIGRATIONS_NOT_TENANT_LOCAL' })
  })

  it('are refused all together, every place of every file', async () => {
    await write('20240101000000_a', 'SELECT 1;\nGRANT SELECT ON a TO b;')
    await write('20240102000000_b', 'CREATE ROLE x;', 'DROP ROLE x;')
    await expect(readMigrations(directory)).rejects.toMatchObject({ code: 'MIGRATIONS_NOT_TENANT_LOCAL', problem: { details: { issues: [
      { file: 'prisma/migrations/20240101000000_a/migration.sql', line: 2, reason: 'grant', subject: 'GRANT SELECT ON a TO b;' },
      { file: 'prisma/migrations/20240102000000_b/migration.sql', line: 1, reason: 'role', subject: 'CREATE ROLE x;' },
      { file: 'prisma/migrations/20240102000000_b/down.sql', line: 1, reason: 'role', subject: 'DROP ROLE x;' },
    ] } } })
  })

  it('are refused when they are written for another database', async () => {
    await write('20240101000000_a', 'CREATE TABLE `a` (id INT);')
    await writeLock('mysql')
    await expect(readMigrations(directory)).rejects.toMatchObject({ code: 'MIGRATION_PROVIDER_FOREIGN', problem: { details: { provider: 'mysql' } } })
  })

  it('are not those of a module that has Prisma\'s lock file', async () => {
    await writeLock('postgresql')
    await write('0001_create_a', '-- phase: irreversible\nCREATE TABLE public.a ();')
    expect(await readMigrations(directory)).toMatchObject([{ up: '-- phase: irreversible\nCREATE TABLE public.a ();' }])
  })
})

describe('the manifest of an adopted project', () => {
  async function build(placement: string): Promise<unknown> {
    await symlink(resolve(import.meta.dirname, '../../../../node_modules'), join(directory, 'node_modules'))
    await mkdir(join(directory, 'dist'))
    await writeFile(join(directory, 'package.json'), JSON.stringify({ name: '@acme/shop', version: '1.0.0', type: 'module' }))
    await writeFile(join(directory, 'dist/module.js'), `import { z } from 'zod'\nexport default { $tenonModule: 1, manifest: { name: 'shop', title: 'Shop', description: 'Shop.', permissions: {}, settings: z.object({}), events: {} ${placement} }, http: { document: (info) => ({ openapi: '3.1.0', info, paths: {} }) } }`)
    return describeModule(directory)
  }

  it('says that each tenant needs a schema of its own', async () => {
    await write('20240101000000_a', 'CREATE TABLE public.a ();')
    expect(await build(`, placement: 'own'`)).toMatchObject({ placement: 'own', migrations: [{ name: '20240101000000_a', phase: 'irreversible' }] })
  })

  it('cannot leave that out', async () => {
    await write('20240101000000_a', 'CREATE TABLE public.a ();')
    await expect(build('')).rejects.toMatchObject({ code: 'PLACEMENT_MISSING' })
  })
})
