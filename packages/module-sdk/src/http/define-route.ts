import { createRoute } from '@hono/zod-openapi'
import type { RouteConfig } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import type { ModuleDatabase, Scope } from '../scope.ts'
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

type GuardedScope = Pick<Scope<ModuleDatabase, unknown, never>, 'tenant' | 'can' | 'isGranted'>

/** Somebody may lack a permission, or the tenant may never have granted it: different people put that right. */
function refusalOf(permission: string, scope: GuardedScope) {
  if (scope.isGranted(permission)) return requestErrors.PERMISSION_MISSING({ permission })
  return requestErrors.PERMISSION_NOT_GRANTED({ permission, tenant: scope.tenant.id, module: permission.slice(0, permission.indexOf(':')) })
}

function requirePermission(permission: string): MiddlewareHandler {
  return async function checkPermission(context, next) {
    const { scope } = context.env as { scope: GuardedScope }
    if (!scope.can(permission)) throw refusalOf(permission, scope)
    await next()
  }
}
