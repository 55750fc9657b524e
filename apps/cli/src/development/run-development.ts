import { resolve } from 'node:path'
import { createControlClient } from '@tenon/host/client'
import { isTenonError } from '@tenon/model'
import type { ModuleChange } from './watch-module.ts'
import { openDevelopmentLoop } from './open-development-loop.ts'
import { startDevelopmentHost } from './start-development-host.ts'
import type { DevelopmentHost } from './start-development-host.ts'
import { watchModule } from './watch-module.ts'

/** `tenon dev --module`, as it was typed and by whom. */
export interface RunDevelopmentOptions {
  readonly module: string
  readonly tenantId: string
  readonly host: string
  readonly actor: string
  /** For a host that has to be started. */
  readonly environment: Readonly<Record<string, string>>
  readonly tell: (text: string) => void
}

/**
 * Serves a module to one tenant as it stands in its folder, again at each change, until Ctrl-C. Takes the host that
 * answers, else starts one.
 * @returns exit code: 0 once the tenant is back on what it ran before
 */
export async function runDevelopment({ module, tenantId, host: wanted, actor, environment, tell }: RunDevelopmentOptions): Promise<number> {
  const builds = resolve(environment['TENON_DEV_BUILDS'] ?? '')
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ask())
  const host = await reachHost(wanted, { environment, tell })
  try {
    const control = createControlClient({ host: host.url, actor })
    const loop = await openDevelopmentLoop({
      directory: resolve(module), builds, tenantId, control, host: host.url, actor, tell,
      elapsed: () => performance.now(), node: process.execPath, environment: process.env,
    })
    let working: Promise<unknown> = loop.reload('schema').then((serves) => { if (serves) tell(`Serves at ${host.url}/t/${tenantId}/docs. Ctrl-C ends it.`) })
    const reload = (change: ModuleChange) => { working = working.then(() => loop.reload(change)) }
    const unwatch = watchModule(resolve(module), reload)
    await asked
    unwatch()
    await working
    await loop.stop()
    return 0
  } finally {
    await host.stop()
  }
}

interface ReachHost {
  readonly environment: Readonly<Record<string, string>>
  readonly tell: (text: string) => void
}

async function reachHost(url: string, { environment, tell }: ReachHost): Promise<DevelopmentHost> {
  try {
    await createControlClient({ host: url }).listHosts()
    return { url, stop: () => Promise.resolve() }
  } catch (error) {
    if (!isTenonError(error) || error.code !== 'HOST_UNREACHABLE') throw error
    tell(`No host answers at ${url}: starting one.`)
    return startDevelopmentHost({ PORT: new URL(url).port || '4000', ...environment })
  }
}
