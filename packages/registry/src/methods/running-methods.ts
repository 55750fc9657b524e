import { registryErrors } from '../registry-errors.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { RunningRegistry } from '../surface/running-registry.ts'

/** @param idle - resolves once nothing that closing must wait for runs here */
export function runningMethods({ database, view, cutovers }: RegistryParts, idle: () => Promise<void>): RunningRegistry {
  return {
    running: view.get,
    allRunning: view.all,
    onChange: view.onChange,
    joinCutovers: cutovers.join,
    async ping() {
      await database.query('select 1').catch((error: unknown) => {
        throw registryErrors.DATABASE_UNAVAILABLE({ reason: error instanceof Error ? error.message : String(error) }, { cause: error })
      })
    },
    async close() {
      await idle()
      await view.close()
    },
  }
}
