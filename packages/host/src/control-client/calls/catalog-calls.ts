import type { ControlPlane } from '../control-plane.ts'
import { path } from '../escaped-path.ts'
import type { Call } from '../request-json.ts'

/** Known versions, what people say of them, and who is exposed or apart. */
export function catalogCalls(call: Call) {
  return {
    listModules: () => call({ path: '/api/modules' }),
    listVersions: (module) => call({ path: path`/api/modules/${module}` }),
    getVersion: (module, version) => call({ path: path`/api/modules/${module}/versions/${version}` }),
    refreshCatalog: () => call({ method: 'POST', path: '/api/catalog/refresh' }),
    promote: ({ module, version, actor, ...body }) => call({ method: 'PUT', path: path`/api/modules/${module}/versions/${version}/channel`, body, actor }),
    noteVersion: ({ module, version, change, actor, reason }) => call({ method: 'POST', path: path`/api/modules/${module}/versions/${version}/notices`, body: { change, reason }, actor }),
    listNotices: (module) => call({ path: path`/api/modules/${module}/notices` }),
    addAdvisory: ({ actor, ...body }) => call({ method: 'POST', path: '/api/advisories', body, actor }),
    listAdvisories: () => call({ path: '/api/advisories' }),
    withdrawAdvisory: (advisoryId, { actor, reason }) => call({ method: 'POST', path: path`/api/advisories/${advisoryId}/withdrawal`, body: { reason }, actor }),
    exposure: (subject) => call({ path: '/api/exposure', query: { subject } }),
    planExits: (subject, { actor, reason }) => call({ method: 'POST', path: '/api/exposure/plans', body: { subject: subject ?? null, reason }, actor }),
    skew: ({ maxLiveLines, maxAgeDays } = {}) => call({ path: '/api/skew', query: { maxLiveLines: maxLiveLines ?? undefined, maxAgeDays: maxAgeDays ?? undefined } }),
  } satisfies Partial<ControlPlane>
}
