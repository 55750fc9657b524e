import { createRoute } from '@hono/zod-openapi'
import type { RouteConfig } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { requestErrors } from './request-errors.ts'

/** A route of a module: an OpenAPI operation and the permission it needs. */
export type ModuleRoute = RouteConfig & {
  /** `module:noun:verb`, listed in the manifest. */
  readonly permission: string
}

/**
 * Declares a route. The permission is checked before the request is parsed, and stands in the
 * OpenAPI document as `x-tenon-permission`.
 */
export function defineRoute<const Route extends ModuleRoute>(route: Route): ReturnType<typeof createRoute<Route['path'], Route>> {
  const { permission, ...rest } = route
  const config = { ...rest, middleware: [requirePermission(permission)], 'x-tenon-permission': permission }
  return createRoute(config as never) as never
}

function requirePermission(permission: string): MiddlewareHandler {
  return async function checkPermission(context, next) {
    const { scope } = context.env as { scope: { can(permission: string): boolean } }
    if (!scope.can(permission)) throw requestErrors.PERMISSION_MISSING({ permission })
    await next()
  }
}
