import { z } from '@hono/zod-openapi'
import { defineEndpoint } from '../endpoint.ts'
import { catalogRefreshSchema, catalogVersionSchema, moduleSummarySchema } from '../schemas/catalog-schemas.ts'
import { moduleParams, versionParams } from './path-params.ts'

/** The catalog: which versions exist and how many tenants run each. */
export const moduleEndpoints = [
  defineEndpoint({
    method: 'get', path: '/api/modules', permission: 'tenon:module:read', summary: 'List modules, their versions, and how many tenants run each.',
    answer: z.array(moduleSummarySchema).readonly(),
    handle: ({ registry }) => registry.listModules(),
  }),
  defineEndpoint({
    method: 'get', path: '/api/modules/{module}', permission: 'tenon:module:read', summary: 'List the versions of a module with their manifests, newest first.',
    params: moduleParams,
    answer: z.array(catalogVersionSchema).readonly(),
    handle: ({ registry }, { params }) => registry.listVersions(params.module),
  }),
  defineEndpoint({
    method: 'get', path: '/api/modules/{module}/versions/{version}', permission: 'tenon:module:read', summary: 'Show one version with its manifest.',
    params: versionParams,
    answer: catalogVersionSchema,
    handle: ({ registry }, { params }) => registry.getVersion(params.module, params.version),
  }),
  defineEndpoint({
    method: 'post', path: '/api/catalog/refresh', permission: 'tenon:module:refresh', summary: 'Read the artifact sources again. Moves no tenant.',
    answer: catalogRefreshSchema,
    handle: ({ registry }) => registry.refreshCatalog(),
  }),
] as const
