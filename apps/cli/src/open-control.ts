import { createControlClient } from '@tenon/host/client'
import type { OpenControlOptions, OpenedControl } from './cli-world.ts'

/** Variables of a process. */
type Environment = Readonly<Record<string, string | undefined>>

/** Opens the control plane of a host, or with `direct` the registry on its own database. */
export async function openControl({ host, actor, direct }: OpenControlOptions, environment: Environment): Promise<OpenedControl> {
  if (direct) return openDirect(environment)
  return { control: createControlClient({ host, actor }), close: () => Promise.resolve() }
}

/**
 * The registry over the same adapters as the host app, read from the same environment. Loaded only
 * when asked for: everything else starts without a database driver.
 */
async function openDirect(environment: Environment): Promise<OpenedControl> {
  const { openParts, readConfig } = await import('@tenon/host-app/wiring')
  const closers: (() => Promise<unknown>)[] = []
  const close = async () => { for (const it of closers.toReversed()) await it() }
  try {
    const { registry } = await openParts(readConfig(environment), closers, { serves: 'nobody' })
    return { control: registry, close }
  } catch (error) {
    await close()
    throw error
  }
}
