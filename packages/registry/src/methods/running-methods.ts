import { registryErrors } from '../registry-errors.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { RunningRegistry } from '../surface/running-registry.ts'

/** What closing does. */
export interface ClosingSteps {
  /** Resolves once nothing that closing must wait for runs here. */
  readonly idle: () => Promise<void>
  /** Ends what makes this process known as a host. */
  readonly leave: () => Promise<void>
}

export function runningMethods({ database, view, cutovers, holdAnswers }: RegistryParts, { idle, leave }: ClosingSteps): RunningRegistry {
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
      await leave()
      await holdAnswers.close()
      await view.close()
    },
  }
}
