/** The web face of a module: routes with OpenAPI, permissions and problem+json. @module */
export { createRoutes, httpOf } from './create-routes.ts'
export type { Routes } from './create-routes.ts'
export { defineRoute } from './define-route.ts'
export type { ModuleRoute } from './define-route.ts'
export { problemResponse } from './problem-response.ts'
export { requestErrors } from './request-errors.ts'
export type { RequestIssue } from './request-errors.ts'
export { z } from '@hono/zod-openapi'
