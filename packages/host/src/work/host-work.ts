import { startWork } from './start-work.ts'
import type { RunningWork, StartWorkParts } from './start-work.ts'
import { workDefaults } from './work-options.ts'
import type { WorkOptions } from './work-options.ts'

/** The events and timers of a host, started or not. */
export interface HostWork extends RunningWork {
  /** Idempotent. */
  start(): Promise<void>
}

/** What a host's work is run with. */
export interface HostWorkParts extends Omit<StartWorkParts, 'limits'> {
  readonly limits: WorkOptions
}

/** Nothing is started yet. */
export function hostWork({ limits, ...parts }: HostWorkParts): HostWork {
  let running: Promise<RunningWork> | null = null
  return {
    async start() {
      running ??= startWork({ ...parts, limits: workDefaults(limits) })
      await running
    },
    ended: async () => (await running)?.ended(),
    close: async () => (await running)?.close(),
  }
}
