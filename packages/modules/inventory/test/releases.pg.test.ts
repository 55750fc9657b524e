import { readFile, stat } from 'node:fs/promises'
import { createMigrator } from '@tenon/migrator'
import { openDatabase } from '@tenon/database'
import { requiredDataVersion, schemaNameOf } from '@tenon/model'
import type { Manifest } from '@tenon/model'
import { readMigrations } from '@tenon/module-sdk/build'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { createTestDatabase, fakeClock } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRelease } from './open-release.ts'
import { runModule } from './run-module.ts'

const releases = new URL('../../../../releases/', import.meta.url)
const { versions } = JSON.parse(await readFile(new URL('index.json', releases), 'utf8')) as { versions: { packageName: string; version: string; file: string }[] }
const released = versions.filter((version) => version.packageName === '@tenon/inventory')
let server: TestDatabase
let database: TenantDatabase

beforeAll(async () => {
  server = await createTestDatabase()
  database = await openDatabase({ url: server.url })
})

afterAll(async () => {
  await database.close()
  await server.close()
})

describe.each(released)('release $version', ({ version, file }) => {
  it('is small, describes itself and serves a tenant with its own migrations', async () => {
    expect((await stat(new URL(file, releases))).size).toBeLessThan(150_000)
    const release = await openRelease(version)
    try {
      const manifest = JSON.parse(await readFile(`${release.directory}/dist/manifest.json`, 'utf8')) as Manifest
      const migrations = await readMigrations(release.directory)
      expect(manifest).toMatchObject({ name: 'inventory', packageName: '@tenon/inventory', version })
      expect(manifest.migrations.map((entry) => entry.checksum)).toEqual(migrations.map((source) => source.checksum))
      const tenantId = `v${version.replaceAll('.', '-')}`
      const target = { tenantId, module: 'inventory', schema: schemaNameOf(tenantId, 'inventory') }
      await database.transaction((session) => createMigrator().up(session, target, { migrations, toDataVersion: requiredDataVersion(manifest) }))
      const module = runModule(release.definition, { database, tenantId, clock: fakeClock() })
      await module.health()
      const mount = manifest.routes[0]?.path.split('/')[1]
      expect(await module.call('POST', `/${mount}/items`, { sku: 'A', name: 'A' })).toMatchObject({ status: 201 })
      expect(await module.call('POST', `/${mount}/locations`, { code: 'MAIN', name: 'Main' })).toMatchObject({ status: 201 })
      expect(await module.call('POST', `/${mount}/movements/receive`, { sku: 'A', location: 'MAIN', quantity: 2 })).toMatchObject({ status: 201 })
      const shipments = await Promise.all([2, 2].map((quantity) => module.call('POST', `/${mount}/movements/ship`, { sku: 'A', location: 'MAIN', quantity })))
      expect(shipments.map((answer) => answer.status).toSorted()).toEqual([201, 409])
    } finally {
      await release.close()
    }
  })
})
