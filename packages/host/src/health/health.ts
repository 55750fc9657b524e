import type { ModuleRegistry } from '@tenon/registry'
import { hostErrors } from '../errors/host-errors.ts'

/** What health depends on. */
export interface HealthOptions {
  readonly registry: Pick<ModuleRegistry, 'ping'>
  readonly closing: AbortSignal
  readonly isWarm: () => boolean
}

/**
 * `/healthz` says that the process answers: restart it when it does not. `/readyz` says that it can
 * serve: warmed, the database answers, not closing. Send it no traffic when it cannot.
 */
export function createHealth({ registry, closing, isWarm }: HealthOptions) {
  return {
    alive: () => Response.json({ status: 'alive' }),
    async ready(): Promise<Response> {
      if (closing.aborted) throw hostErrors.HOST_CLOSING({})
      if (!isWarm()) throw hostErrors.HOST_NOT_READY({ reason: 'the locked versions are still loading' })
      await registry.ping()
      return Response.json({ status: 'ready' })
    },
  }
}
