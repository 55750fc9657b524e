import { z } from '@hono/zod-openapi'
import { defineEndpoint } from '../endpoint.ts'
import { noticeSchema } from '../schemas/catalog-schemas.ts'
import { advisorySchema, exposureReportSchema, plannedExitSchema, severitySchema, skewReportSchema } from '../schemas/supply-schemas.ts'
import { advisoryParams, moduleParams, versionParams } from './path-params.ts'

const reason = z.string().trim().min(1).max(500)
const subject = z.string().min(1).max(200).openapi({ example: 'inventory@1.4.2' })
const limit = z.coerce.number().int().min(0).max(100_000)

/** What people said of versions, known flaws, who is exposed, and how far tenants are apart. None of it moves a tenant. */
export const supplyEndpoints = [
  defineEndpoint({
    method: 'get', path: '/api/modules/{module}/notices', permission: 'tenon:module:read', summary: "List all that was said of a module's versions, newest first.",
    params: moduleParams,
    answer: z.array(noticeSchema).readonly(),
    handle: ({ registry }, { params }) => registry.listNotices(params.module),
  }),
  defineEndpoint({
    method: 'post', path: '/api/modules/{module}/versions/{version}/notices', permission: 'tenon:module:note', summary: 'Deprecate or yank a version, or take that back. Moves no tenant.',
    params: versionParams, status: 201,
    body: z.object({ change: z.enum(['deprecate', 'yank', 'restore']), reason }),
    answer: noticeSchema,
    handle: ({ registry, actor }, { params, body }) => registry.noteVersion({ ...params, ...body, actor }),
  }),
  defineEndpoint({
    method: 'get', path: '/api/advisories', permission: 'tenon:advisory:read', summary: 'List advisories, newest first, the withdrawn ones too.',
    answer: z.array(advisorySchema).readonly(),
    handle: ({ registry }) => registry.listAdvisories(),
  }),
  defineEndpoint({
    method: 'post', path: '/api/advisories', permission: 'tenon:advisory:write', summary: 'Make a flaw in a range of versions known. Moves no tenant.', status: 201,
    body: z.object({
      module: z.string().min(1), range: z.string().min(1), severity: severitySchema, title: z.string().trim().min(1).max(500),
      fixedIn: z.string().nullable().default(null), url: z.url({ protocol: /^https?$/ }).nullable().default(null),
    }),
    answer: advisorySchema,
    handle: ({ registry, actor }, { body }) => registry.addAdvisory({ ...body, actor }),
  }),
  defineEndpoint({
    method: 'post', path: '/api/advisories/{advisory}/withdrawal', permission: 'tenon:advisory:write', summary: 'Withdraw an advisory. It stays in the list.', status: 201,
    params: advisoryParams,
    body: z.object({ reason }),
    answer: advisorySchema,
    handle: ({ registry, actor }, { params, body }) => registry.withdrawAdvisory(params.advisory, { ...body, actor }),
  }),
  defineEndpoint({
    method: 'get', path: '/api/exposure', permission: 'tenon:exposure:read', summary: 'List the tenants that run what an advisory or `module@version` names, or any flawed or yanked version, and the way out for each.',
    query: z.object({ subject: subject.optional() }),
    answer: exposureReportSchema,
    handle: ({ registry }, { query }) => registry.exposure(query.subject),
  }),
  defineEndpoint({
    method: 'post', path: '/api/exposure/plans', permission: 'tenon:plan:create', summary: 'Save a plan for each exposed tenant that has a way out. Applies none.', status: 201,
    body: z.object({ subject: subject.nullable().default(null), reason }),
    answer: z.array(plannedExitSchema).readonly(),
    handle: ({ registry, actor }, { body }) => registry.planExits(body.subject ?? undefined, { actor, reason: body.reason }),
  }),
  defineEndpoint({
    method: 'get', path: '/api/skew', permission: 'tenon:skew:read', summary: 'Report live lines of each module, their age, what holds whom back, and what exceeds the budget.',
    query: z.object({ maxLiveLines: limit.optional(), maxAgeDays: limit.optional() }),
    answer: skewReportSchema,
    handle: ({ registry }, { query: { maxLiveLines, maxAgeDays } }) => registry.skew({ ...(maxLiveLines !== undefined && { maxLiveLines }), ...(maxAgeDays !== undefined && { maxAgeDays }) }),
  }),
] as const
