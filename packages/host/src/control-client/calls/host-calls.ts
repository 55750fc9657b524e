import type { ControlPlane } from '../control-plane.ts'
import type { Call } from '../request-json.ts'

/** The hosts of the database, and the one that answers. */
export function hostCalls(call: Call) {
  return {
    listHosts: () => call({ path: '/api/hosts' }),
    hostVersions: () => call({ path: '/api/versions' }),
    hostMemory: () => call({ path: '/api/memory' }),
    hostSupervision: () => call({ path: '/api/hosts/supervision' }),
    recycleHost: ({ actor, reason }) => call({ method: 'POST', path: '/api/hosts/recycle', body: { reason }, actor }),
  } satisfies Partial<ControlPlane>
}
