import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { createModuleLoader } from '@tenon/artifacts'
import { createHost, openAccess } from '@tenon/host'
import type { Host, HostSupervisor } from '@tenon/host'
import type { ArtifactStore } from '@tenon/model'
import type { ModuleLog } from '@tenon/module-sdk'
import type { ModuleLoader } from '@tenon/module-sdk/ports'
import type { ModuleRegistry } from '@tenon/registry'
import type { HostConfig } from './config.ts'
import { openParts } from './open-parts.ts'
import type { SupervisorLink } from './supervised/supervisor-link.ts'
import { watchedLoader } from './supervised/watched-loader.ts'

/** Everything a running host is made of. */
export interface OpenHost {
  readonly host: Host
  readonly registry: ModuleRegistry
}

/** What a host is opened with besides its environment. */
export interface OpenHostOptions {
  readonly log: ModuleLog
  /** What was opened is pushed here, to be closed in the reverse order, also when a later part does not open. */
  readonly closers: (() => Promise<unknown>)[]
  /** Its supervisor. Absent: the host stands alone. */
  readonly link?: SupervisorLink
}

/** The host over its parts. */
export async function openHost(config: HostConfig, { log, closers, link }: OpenHostOptions): Promise<OpenHost> {
  const { database, store, registry } = await openParts(config, closers, {
    serves: 'calls', hostLabel: `${hostname()}:${config.port}`,
    ...(link !== undefined && { wantDatabase: link.wantDatabase }),
  })
  const host = createHost({
    registry, database, log,
    loader: loaderOver(store, link),
    access: openAccess(),
    apiPage: { readScript: () => readFile(new URL('browser/standalone.js', import.meta.resolve('@scalar/api-reference'))) },
    bodyLimitBytes: config.bodyLimitBytes,
    tenantDomains: config.tenantDomains,
    ...(link !== undefined && { supervisor: supervisorOver(link) }),
    callLimits: { budgetsMs: config.budgetsMs },
    watch: { blockedMs: config.blockedMs, cutOff: { blocks: config.cutOffBlocks }, ...(config.growth !== null && { memory: config.growth }) },
  })
  closers.push(async () => {
    const { abandonedCalls } = await host.close()
    link?.send({ kind: 'leaving', abandonedCalls })
  })
  return { host, registry }
}

function supervisorOver(link: SupervisorLink): HostSupervisor {
  return { supervision: link.supervision, recycle: ({ reason, actor }) => link.send({ kind: 'replacement-wanted', wish: { reason, actor, forgive: true } }) }
}

function loaderOver(store: ArtifactStore, link: SupervisorLink | undefined): ModuleLoader {
  const loader = createModuleLoader({ store })
  if (link === undefined) return loader
  return watchedLoader({ loader, barred: link.supervision().barred, oneAtATime: link.loadsOneAtATime, tell: (kind, version) => link.send({ kind, version }) })
}
