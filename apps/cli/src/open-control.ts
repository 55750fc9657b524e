import { createControlClient } from '@tenon/host/client'
import type { OpenControlOptions, OpenedControl } from './cli-world.ts'

/** Opens the control plane of a host, or with `direct` the registry on its own database. */
export async function openControl(options: OpenControlOptions): Promise<OpenedControl> {
  const { host, actor } = options
  return { control: createControlClient({ host, actor }), close: () => Promise.resolve() }
}
