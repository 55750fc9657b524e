import { OpenAPIHono } from '@hono/zod-openapi'
import { isTenonError } from '@tenon/model'
import { HTTPException } from 'hono/http-exception'
import type { ModuleHttp } from '../module.ts'
import type { ModuleCall, ModuleLog } from '../scope.ts'
import { problemResponse } from './problem-response.ts'
import { requestErrors } from './request-errors.ts'
import type { RequestIssue } from './request-errors.ts'
import { unstorableText } from './storable-text.ts'

interface RoutedScope {
  readonly version: string
  readonly log: ModuleLog
  readonly tenant: { readonly id: string }
  can(permission: string): boolean
  isGranted(permission: string): boolean
}

/** A router whose handlers read the tenant's scope from `context.env.scope`. */
export type Routes<AScope extends RoutedScope> = OpenAPIHono<{ Bindings: ModuleCall<AScope> }>

/**
 * A Hono router for a module. It matches the path below the module's mount point, checks each
 * route's permission, and answers every failure as problem+json. Create it once per version.
 */
export function createRoutes<AScope extends RoutedScope>(): Routes<AScope> {
  const routes: Routes<AScope> = new OpenAPIHono<{ Bindings: ModuleCall<AScope> }>({
    getPath: (_request, options) => (options?.env as ModuleCall<AScope>).path,
    defaultHook: (result) => {
      const issues = result.success ? unstorableText(placeOf(result.target), result.data) : issuesOf(result.target, result.error.issues)
      if (issues.length > 0) throw requestErrors.REQUEST_INVALID({ issues })
    },
  })
  routes.notFound((context) => respond(requestErrors.ROUTE_UNKNOWN({ method: context.req.method, path: context.env.path, version: context.env.scope.version })))
  routes.onError((error, context) => respondToError(error, context.env.scope.log))
  return routes
}

/** Wraps a router as the web face that `defineModule` takes. */
export function httpOf<AScope extends RoutedScope>(routes: Routes<AScope>): ModuleHttp<AScope> {
  return {
    fetch: (request, call) => routes.fetch(request, call),
    document: (info) => JSON.parse(JSON.stringify(routes.getOpenAPI31Document({ openapi: '3.1.0', info }))) as Record<string, unknown>,
  }
}

function respondToError(error: Error, log: ModuleLog): Response {
  if (isTenonError(error)) return respond(error)
  if (error instanceof HTTPException && error.status === 400) return respond(requestErrors.BODY_MALFORMED({}))
  if (error instanceof HTTPException) return error.getResponse()
  log.error('unexpected error in a module', { error })
  return respond(requestErrors.UNEXPECTED({}))
}

function respond(error: { readonly problem: Parameters<typeof problemResponse>[0]; readonly status: number }): Response {
  return problemResponse(error.problem, error.status)
}

function issuesOf(target: string, issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): RequestIssue[] {
  return issues.map((issue) => ({ path: [placeOf(target), ...issue.path.map(String)].join('.'), message: issue.message }))
}

function placeOf(target: string): string {
  return target === 'json' ? 'body' : target
}
