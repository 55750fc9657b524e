import type { PlanRequest } from '@tenon/registry'
import { startOperation } from '../follow-operation.ts'
import type { ControlPlane } from '../control-plane.ts'
import { path } from '../escaped-path.ts'
import type { Call } from '../request-json.ts'

/** Plans, verdicts on them, their queue and their execution. */
export function plansCalls(call: Call) {
  return {
    plan: (request, { actor, ...options }) => call({ method: 'POST', path: path`/api/tenants/${request.tenantId}/plans`, body: { ...requestBody(request), ...options }, actor }),
    preview: (request) => call({ method: 'POST', path: path`/api/tenants/${request.tenantId}/plan-previews`, body: requestBody(request) }),
    approve: (planId, { actor, reason }) => call({ method: 'POST', path: path`/api/plans/${planId}/approvals`, body: { verdict: 'approved', reason }, actor }),
    reject: (planId, { actor, reason }) => call({ method: 'POST', path: path`/api/plans/${planId}/approvals`, body: { verdict: 'rejected', reason }, actor }),
    listApprovals: (planId) => call({ path: path`/api/plans/${planId}/approvals` }),
    getPlan: (planId) => call({ path: path`/api/plans/${planId}` }),
    enqueue: (planId, { actor, reason, acceptDrift }) => call({ method: 'POST', path: path`/api/plans/${planId}/enqueue`, body: { reason, acceptDrift }, actor }),
    listApplications: (tenant, limit) => call({ path: '/api/applications', query: { tenant, limit } }),
    cancelApplication: (applicationId, { actor, reason }) => call({ method: 'POST', path: path`/api/applications/${applicationId}/cancel`, body: { reason }, actor }),
    getOperation: (operationId) => call({ path: path`/api/operations/${operationId}` }),
    listOperations: (tenant) => call({ path: '/api/operations', query: { tenant } }),
    start: (planId, apply) => startOperation(call, planId, apply),
    apply: async (planId, apply) => (await startOperation(call, planId, apply)).finished,
  } satisfies Partial<ControlPlane>
}

function requestBody({ tenantId: _inPath, ...request }: PlanRequest): Omit<PlanRequest, 'tenantId'> {
  return request
}
