import type { ControlPlane } from '../control-plane.ts'
import { path } from '../escaped-path.ts'
import { followRehearsal } from '../follow-rehearsal.ts'
import type { Call } from '../request-json.ts'

/** The data of tenants beside their moves, and the file of what should hold. */
export function dataCalls(call: Call) {
  return {
    abandon: (tenantId, module, { actor, reason }) => call({ method: 'DELETE', path: path`/api/tenants/${tenantId}/preparations/${module}`, query: { reason }, actor }),
    drift: (tenant) => call({ path: '/api/drift', query: { tenant } }),
    rehearse: (request) => followRehearsal(call, request),
    listSnapshots: (tenantId, module) => call({ path: path`/api/tenants/${tenantId}/snapshots`, query: { module } }),
    restoreSnapshot: ({ tenantId, module, number, actor, reason }) =>
      call({ method: 'POST', path: path`/api/tenants/${tenantId}/snapshots/${module}/${String(number)}/restore`, body: { reason }, actor }),
    exportState: (tenant) => call({ path: '/api/desired-state', query: { tenant } }),
    planImport: ({ actor, ...body }) => call({ method: 'POST', path: '/api/imports', body, actor }),
    getImport: (importId) => call({ path: path`/api/imports/${importId}` }),
    applyImport: (importId, { actor, reason }) => call({ method: 'POST', path: path`/api/imports/${importId}/apply`, body: { reason }, actor }),
  } satisfies Partial<ControlPlane>
}
