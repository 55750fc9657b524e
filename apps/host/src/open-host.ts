import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { createModuleLoader } from '@tenon/artifacts'
import { createHost, openAccess } from '@tenon/host'
import type { Host } from '@tenon/host'
import type { ModuleLog } from '@tenon/module-sdk'
import type { ModuleRegistry } from '@tenon/registry'
import type { HostConfig } from './config.ts'
import { openParts } from './open-parts.ts'

/** Everything a running host is made of. */
export interface OpenHost {
  readonly host: Host
  readonly registry: ModuleRegistry
}

/**
 * The host over its parts. What was opened is pushed on `closers`, to be closed in the reverse
 * order, also when a later part does not open.
 */
export async function openHost(config: HostConfig, log: ModuleLog, closers: (() => Promise<unknown>)[]): Promise<OpenHost> {
  const { database, store, registry } = await openParts(config, closers, { serves: 'calls', hostLabel: `${hostname()}:${config.port}` })
  const host = createHost({
    registry, database, log,
    loader: createModuleLoader({ store }),
    access: openAccess(),
    apiPage: { readScript: () => readFile(new URL('browser/standalone.js', import.meta.resolve('@scalar/api-reference'))) },
    bodyLimitBytes: config.bodyLimitBytes,
    tenantDomains: config.tenantDomains,
  })
  closers.push(() => host.close())
  return { host, registry }
}
