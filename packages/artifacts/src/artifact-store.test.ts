import { readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packTestModule, writeReleases } from '@tenon/test-kit'
import type { PackTestModuleOptions } from '@tenon/test-kit'
import { describe, expect, test } from 'vitest'
import { changeByte, keptTarball, openStoreFixture } from '../test/store-fixture.ts'

const expand = { phase: 'expand', up: 'create table item (tenant_id text not null);', down: 'drop table item;' } as const
const pack = (options: Partial<PackTestModuleOptions> = {}) => packTestModule({ version: '1.0.0', migrations: [expand], ...options })
const mismatch = { code: 'ARTIFACT_INTEGRITY_MISMATCH' }

describe('the artifact store', () => {
  test('reads manifest, document and SQL of a verified version', async () => {
    const module = await pack()
    await using fixture = await openStoreFixture([module])
    const artifact = await fixture.store.open(module)
    expect(artifact).toMatchObject({ module: 'sample', version: '1.0.0', manifest: module.manifest, openapi: { openapi: '3.1.0' } })
    expect(artifact.migrations).toMatchObject([{ name: '0001_test_step', down: 'drop table item;', upFile: 'prisma/migrations/0001_test_step/migration.sql' }])
  })

  test('keeps a version when its source is gone', async () => {
    const module = await pack()
    await using fixture = await openStoreFixture([module])
    await fixture.store.open(module)
    await rm(fixture.releases, { recursive: true })
    expect(await fixture.reopen().open(module)).toMatchObject({ version: '1.0.0' })
  })

  test('lists every sound version and refuses the broken one alone', async () => {
    const [sound, broken] = await Promise.all([pack(), pack({ version: '1.1.0' })])
    await using fixture = await openStoreFixture([sound, broken])
    await changeByte(join(fixture.releases, broken.location))
    const reading = await fixture.store.readCatalog()
    expect(reading.versions.map(({ version }) => version)).toEqual(['1.0.0'])
    expect(reading.refused).toMatchObject([{ packageName: '@test/sample', version: '1.1.0', ...mismatch }])
    await expect(fixture.store.open(broken)).rejects.toMatchObject(mismatch)
    expect(await fixture.store.open(sound)).toMatchObject({ version: '1.0.0' })
  })

  test('reports a source that cannot be read and goes on with the others', async () => {
    await using fixture = await openStoreFixture([await pack()])
    await rm(fixture.releases, { recursive: true })
    expect(await fixture.store.readCatalog()).toMatchObject({ versions: [], refused: [{ packageName: 'directory releases', version: '*', code: 'SOURCE_UNAVAILABLE' }] })
  })

  test.each(['dist/module.js', 'dist/manifest.json', 'prisma/migrations/0001_test_step/down.sql'])('finds a changed byte in the unpacked %s', async (file) => {
    const module = await pack()
    await using fixture = await openStoreFixture([module])
    const { directory } = await fixture.store.open(module)
    await changeByte(join(directory, file))
    await expect(fixture.store.open(module)).rejects.toMatchObject({ ...mismatch, problem: { details: { where: file } } })
    await expect(fixture.reopen().open(module)).rejects.toMatchObject(mismatch)
  })

  test('finds a changed byte in the kept tarball', async () => {
    const module = await pack()
    await using fixture = await openStoreFixture([module])
    await changeByte(keptTarball(await fixture.store.open(module)))
    await expect(fixture.reopen().open(module)).rejects.toMatchObject(mismatch)
  })

  test('finds a file that was added, removed or replaced by a link', async () => {
    const module = await pack()
    await using fixture = await openStoreFixture([module])
    const { directory } = await fixture.store.open(module)
    const added = join(directory, 'dist', 'added.js')
    await writeFile(added, '')
    await expect(fixture.store.open(module)).rejects.toMatchObject(mismatch)
    await rm(added)
    expect(await fixture.store.open(module)).toMatchObject({ version: '1.0.0' })
    await rm(join(directory, 'dist', 'module.js'))
    await symlink('/dev/null', join(directory, 'dist', 'module.js'))
    await expect(fixture.store.open(module)).rejects.toMatchObject(mismatch)
  })

  test('refuses another content published under a known name', async () => {
    const [first, second] = await Promise.all([pack(), pack({ settings: { type: 'object' } })])
    await using fixture = await openStoreFixture([first])
    await writeReleases(fixture.releases, [second])
    await expect(fixture.store.open(first)).rejects.toMatchObject(mismatch)
  })

  test('unpacks once for callers at the same time and leaves nothing half done', async () => {
    const module = await pack()
    await using fixture = await openStoreFixture([module])
    const stores = [fixture.store, fixture.reopen(), fixture.reopen()]
    const opened = await Promise.all(stores.flatMap((store) => [store.open(module), store.open(module)]))
    expect(new Set(opened.map(({ directory }) => directory)).size).toBe(1)
    expect(await readdir(join(opened[0]?.directory ?? '', '..', '..'))).toHaveLength(1)
  })

  test.each<[string, Partial<PackTestModuleOptions>]>([
    ['ARTIFACT_DEPENDENCIES_UNSUPPORTED', { files: { 'package.json': JSON.stringify({ name: '@test/sample', version: '1.0.0', dependencies: { lodash: '*' } }) } }],
    ['ARTIFACT_MANIFEST_INVALID', { files: { 'dist/manifest.json': '{"manifestVersion":2}' } }],
    ['ARTIFACT_MANIFEST_INVALID', { files: { 'dist/openapi.json': '[]' } }],
    ['ARTIFACT_MANIFEST_INVALID', { files: { 'package.json': JSON.stringify({ name: '@test/another', version: '1.0.0' }) } }],
    ['ARTIFACT_MIGRATIONS_MISMATCH', { files: { 'prisma/migrations/0001_test_step/migration.sql': '-- phase: expand\ndrop table item;\n' } }],
    ['ARTIFACT_MIGRATIONS_MISMATCH', { files: { 'prisma/migrations/0002_more_sql/migration.sql': '-- phase: contract\nselect 1;\n' } }],
    ['ARTIFACT_UNSAFE', { files: { 'node_modules/evil/index.js': '' } }],
  ])('refuses with %s what does not fit %#', async (code, options) => {
    const module = await pack(options)
    await using fixture = await openStoreFixture([module])
    await expect(fixture.store.open(module)).rejects.toMatchObject({ code })
  })

  test.each([{ packageName: '../evil' }, { packageName: '@a/../b' }, { version: '../1.0.0' }, { version: '1' }])('refuses a name that is a path: %o', async (parts) => {
    const module = await pack()
    await using fixture = await openStoreFixture([module])
    await expect(fixture.store.open({ ...module, ...parts })).rejects.toMatchObject({ code: 'ARTIFACT_UNSAFE' })
  })

  test('says when a version is nowhere, and when its integrity is too weak', async () => {
    const module = await pack()
    await using fixture = await openStoreFixture([])
    await expect(fixture.store.open(module)).rejects.toMatchObject({ code: 'ARTIFACT_UNKNOWN' })
    await expect(fixture.store.open({ ...module, integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' })).rejects.toMatchObject({ code: 'ARTIFACT_INTEGRITY_MISSING' })
  })
})
