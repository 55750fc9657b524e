import type { Bench } from './bench-result.ts'

/** Every benchmark by name, loaded when it is asked for. */
export const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  dispatch: async () => (await import('./dispatch/run-dispatch.ts')).runDispatch,
  isolation: async () => (await import('./isolation/run-isolation.ts')).runIsolation,
  fleet: async () => (await import('./fleet/run-fleet.ts')).runFleet,
  flip: async () => (await import('./flip/run-flip.ts')).runFlip,
  load: async () => (await import('./load/run-load.ts')).runLoad,
  memory: async () => (await import('./memory/run-memory.ts')).runMemory,
  resolve: async () => (await import('./resolve/run-resolve.ts')).runResolve,
  rehearse: async () => (await import('./rehearse/run-rehearse.ts')).runRehearse,
  settings: async () => (await import('./settings/run-settings.ts')).runSettings,
}
