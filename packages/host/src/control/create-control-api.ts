import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import type { z } from '@hono/zod-openapi'
import { isTenonError } from '@tenon/model'
import type { TenonError } from '@tenon/model'
import { problemResponse, requestErrors } from '@tenon/module-sdk/http'
import type { ModuleRegistry } from '@tenon/registry'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Access, Caller } from '../access/access.ts'
import type { HostProcess } from '../process/host-process.ts'
import { memoryNow } from '../watch/memory/memory-now.ts'
import { controlErrors } from './control-errors.ts'
import { controlEndpoints } from './control-endpoints.ts'
import type { Endpoint } from './endpoint.ts'
import { createOperationWatch } from './operation-watch.ts'
import type { OperationWatch } from './operation-watch.ts'
import { createRehearsalWatch } from './rehearsal-watch.ts'
import type { RehearsalWatch } from './rehearsal-watch.ts'
import { problemDocumentSchema } from './schemas/operation-schemas.ts'

/** What a control API stands on. */
export interface CreateControlApiOptions {
  readonly registry: ModuleRegistry
  /** The host beside it. Default: none, for a control plane that serves no modules. */
  readonly host?: HostProcess
  /** Asked once per request; without the endpoint's permission the answer is 403. */
  readonly access: Access
  /** Told of every error that is not a `TenonError`. The caller of the API only learns `CONTROL_FAILED`. */
  readonly onUnexpected?: (error: unknown, request: Request) => void
}

/** The control plane as a function from Request to Response, for paths under `/api`. */
export interface ControlApi {
  fetch(request: Request): Promise<Response>
}

interface ControlEnv {
  Variables: { caller: Caller }
}

type ControlContext = Context<ControlEnv>

/**
 * Creates the control API: every endpoint of `controlEndpoints`, its OpenAPI 3.1 document at
 * `/api/openapi.json`, and every failure as problem+json with a code. Each endpoint checks its
 * permission before it reads the request. Holds no state but the progress of what runs.
 *
 * @example
 * const control = createControlApi({ registry, access: openAccess() })
 * const answer = await control.fetch(new Request('http://host/api/tenants'))
 */
export function createControlApi(options: CreateControlApiOptions): ControlApi {
  const operations = createOperationWatch(options.registry)
  const api = new OpenAPIHono<ControlEnv>({ defaultHook: refuseInvalid })
  const parts = { host: noHost, ...options, operations, rehearsals: createRehearsalWatch() }
  for (const endpoint of controlEndpoints) mount(api, endpoint, parts)
  api.get('/api/openapi.json', (context) => context.json(documentOf(api)))
  api.notFound((context) => respond(controlErrors.API_ROUTE_UNKNOWN({ method: context.req.method, path: context.req.path })))
  api.onError((error, context) => respond(tenonErrorOf(error, () => options.onUnexpected?.(error, context.req.raw))))
  return { fetch: async (request) => api.fetch(request) }
}

const noHost: HostProcess = { versions: () => [], memory: () => memoryNow({ versions: [], unattributedBytes: null }) }

type MountParts = Required<Pick<CreateControlApiOptions, 'registry' | 'access' | 'host'>> & { readonly operations: OperationWatch; readonly rehearsals: RehearsalWatch }

function documentOf(api: OpenAPIHono<ControlEnv>): object {
  return api.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'Tenon control API', version: '1' } })
}

function mount(api: OpenAPIHono<ControlEnv>, endpoint: Endpoint, { registry, access, operations, rehearsals, host }: MountParts): void {
  const route = createRoute({ ...routeOf(endpoint), middleware: [checkAccess(endpoint, access)] })
  async function answer(context: ControlContext): Promise<Response> {
    const valid = (part: string) => context.req.valid(part as never)
    const input = { params: valid('param'), query: valid('query'), body: valid('json') }
    const { actor } = context.get('caller')
    return context.json(await endpoint.handle({ registry, operations, rehearsals, host, actor, signal: context.req.raw.signal }, input), endpoint.status)
  }
  api.openapi(route, answer as never)
}

function routeOf(endpoint: Endpoint) {
  return {
    method: endpoint.method,
    path: endpoint.path,
    summary: endpoint.summary,
    'x-tenon-permission': endpoint.permission,
    request: {
      params: endpoint.params,
      query: endpoint.query,
      ...(endpoint.body === null ? {} : { body: { required: true, content: { 'application/json': { schema: endpoint.body } } } }),
    },
    responses: {
      [endpoint.status]: { description: 'Done.', content: { 'application/json': { schema: endpoint.answer } } },
      default: { description: 'A problem with a code.', content: { 'application/problem+json': { schema: problemDocumentSchema } } },
    },
  }
}

function checkAccess(endpoint: Endpoint, access: Access) {
  return async function checkPermission(context: ControlContext, next: () => Promise<void>): Promise<void> {
    const caller = await access.identify(context.req.raw, context.req.param('tenant') ?? null)
    if (!caller.can(endpoint.permission)) throw requestErrors.PERMISSION_MISSING({ permission: endpoint.permission })
    context.set('caller', caller)
    await next()
  }
}

function refuseInvalid(result: { readonly success: boolean; readonly target: string; readonly error?: z.ZodError }): void {
  if (result.error === undefined) return
  const place = result.target === 'json' ? 'body' : result.target
  const issues = result.error.issues.map((issue) => ({ path: [place, ...issue.path.map(String)].join('.'), message: issue.message }))
  throw requestErrors.REQUEST_INVALID({ issues })
}

function tenonErrorOf(error: unknown, onUnexpected: () => void): TenonError {
  if (isTenonError(error)) return error
  if (error instanceof HTTPException && error.status === 400) return requestErrors.BODY_MALFORMED({})
  onUnexpected()
  return controlErrors.CONTROL_FAILED({})
}

function respond(error: TenonError): Response {
  return problemResponse(error.problem, error.status)
}
