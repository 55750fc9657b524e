import { z } from '@hono/zod-openapi'
import { clientTypes } from '@tenon/model'
import { defineEndpoint } from '../endpoint.ts'
import { lockRevisionSchema } from '../schemas/lock-schemas.ts'
import { publishedEventSchema, tenantStatusSchema } from '../schemas/operation-schemas.ts'
import { instantSchema, organizationSchema, tenantSchema } from '../schemas/tenant-schemas.ts'
import { onlyTenant } from './only-tenant.ts'
import { tenantParams } from './path-params.ts'

const name = z.string().trim().min(1).max(200)

/** Organizations, tenants, and what a tenant runs and ran. */
export const tenantEndpoints = [
  defineEndpoint({
    method: 'get', path: '/api/organizations', permission: 'tenon:organization:read', summary: 'List organizations.',
    answer: z.array(organizationSchema).readonly(),
    handle: ({ registry }) => registry.listOrganizations(),
  }),
  defineEndpoint({
    method: 'post', path: '/api/organizations', permission: 'tenon:organization:create', summary: 'Create an organization.',
    body: z.object({ id: z.string(), name }), status: 201,
    answer: organizationSchema,
    handle: ({ registry }, { body }) => registry.createOrganization(body),
  }),
  defineEndpoint({
    method: 'get', path: '/api/tenants', permission: 'tenon:tenant:read', summary: 'List tenants.',
    answer: z.array(tenantSchema).readonly(),
    handle: ({ registry }) => registry.listTenants(),
  }),
  defineEndpoint({
    method: 'post', path: '/api/tenants', permission: 'tenon:tenant:create', summary: 'Create a tenant.',
    body: z.object({
      id: z.string(), name, organizationId: z.string(),
      clientType: z.enum(clientTypes).default('standard'), tags: z.array(z.string()).default([]),
    }),
    status: 201,
    answer: tenantSchema,
    handle: ({ registry, actor }, { body }) => registry.createTenant({ ...body, by: { actor, reason: 'created' } }),
  }),
  defineEndpoint({
    method: 'get', path: '/api/tenants/{tenant}', permission: 'tenon:tenant:read', summary: 'Show a tenant: lock, pins, last operation, what needs attention.',
    params: tenantParams,
    answer: tenantStatusSchema,
    handle: async ({ registry }, { params }) => onlyTenant(registry, params.tenant),
  }),
  defineEndpoint({
    method: 'get', path: '/api/status', permission: 'tenon:tenant:read', summary: 'Show every tenant: lock, pins, last operation, what needs attention.',
    answer: z.array(tenantStatusSchema).readonly(),
    handle: ({ registry }) => registry.status(),
  }),
  defineEndpoint({
    method: 'get', path: '/api/tenants/{tenant}/history', permission: 'tenon:tenant:read',
    summary: 'List lock revisions, newest first; with `at`, the one in force at that instant.',
    params: tenantParams,
    query: z.object({ at: instantSchema.optional() }),
    answer: z.array(lockRevisionSchema).readonly(),
    handle: async ({ registry }, { params, query }) =>
      query.at === undefined ? registry.history(params.tenant) : [await registry.lockAt(params.tenant, query.at)],
  }),
  defineEndpoint({
    method: 'get', path: '/api/tenants/{tenant}/events', permission: 'tenon:event:read', summary: "List events published by the tenant's modules, newest first.",
    params: tenantParams,
    query: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) }),
    answer: z.array(publishedEventSchema).readonly(),
    handle: ({ registry }, { params, query }) => registry.listEvents(params.tenant, query.limit),
  }),
] as const
