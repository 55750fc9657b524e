import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createArtifactStore, createModuleLoader, directorySource } from '@tenon/artifacts'
import { openDatabase } from '@tenon/database'
import { createHost, openAccess } from '@tenon/host'
import type { Host } from '@tenon/host'
import { createMigrator } from '@tenon/migrator'
import { systemClock } from '@tenon/model'
import { openRegistry } from '@tenon/registry'
import type { ModuleRegistry } from '@tenon/registry'

/** Where things are. */
export interface OpenTenonOptions {
  readonly databaseUrl: string
  /** Where module versions are unpacked. */
  readonly storeDirectory: string
  /** Where they come from: a directory of tarballs with an `index.json`. */
  readonly releases: string
}

/** The host to mount, and the registry behind it. */
export interface Tenon {
  readonly host: Host
  readonly registry: ModuleRegistry
  close(): Promise<void>
}

/** Wires Tenon once per process. Copy it into your application, and change where things are. */
export async function openTenon(options: OpenTenonOptions): Promise<Tenon> {
  const database = await openDatabase({ url: options.databaseUrl })
  const store = createArtifactStore({ directory: options.storeDirectory, sources: [directorySource(options.releases)], peers: { '@tenon/module-sdk': directoryOf('@tenon/module-sdk'), '@prisma/client': directoryOf('@prisma/client') } })
  const registry = await openRegistry({ database, artifacts: store, migrator: createMigrator(), clock: systemClock })
  const host = createHost({ registry, database, loader: createModuleLoader({ store }), access: openAccess(), mountPath: '/tenon' })
  await host.warm()
  await host.start()
  return {
    host,
    registry,
    async close() {
      await host.close()
      await registry.close()
      await database.close()
    },
  }
}

function directoryOf(packageName: string): string {
  return dirname(fileURLToPath(import.meta.resolve(`${packageName}/package.json`)))
}
