import { z } from '@hono/zod-openapi'
import type { ModuleRegistry } from '@tenon/registry'
import type { HostProcess } from '../process/host-process.ts'
import type { OperationWatch } from './operation-watch.ts'
import type { RehearsalWatch } from './rehearsal-watch.ts'

/** What an endpoint works with besides its input. */
export interface EndpointContext {
  readonly registry: ModuleRegistry
  readonly operations: OperationWatch
  readonly rehearsals: RehearsalWatch
  /** The process that answers. */
  readonly host: HostProcess
  /** Who calls; recorded with every change. */
  readonly actor: string
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal
}

/** The parsed parts of a request. */
export interface EndpointInput<Params, Query, Body> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
}

/** One endpoint as its author writes it. Parts left out accept nothing. */
export interface DefineEndpointOptions<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType, Answer extends z.ZodType> {
  readonly method: 'get' | 'post' | 'put' | 'delete'
  /** OpenAPI path, such as `/api/tenants/{tenant}`. */
  readonly path: string
  /** Permission it needs: `tenon:noun:verb`. */
  readonly permission: string
  readonly summary: string
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  /** Status of a good answer. Default 200. */
  readonly status?: 200 | 201 | 202
  readonly answer: Answer
  readonly handle: (context: EndpointContext, input: EndpointInput<z.output<Params>, z.output<Query>, z.output<Body>>) => Promise<z.output<Answer>>
}

/** One endpoint as the control API mounts it. */
export interface Endpoint extends Pick<DefineEndpointOptions<z.ZodObject, z.ZodObject, z.ZodType, z.ZodType>, 'method' | 'path' | 'permission' | 'summary' | 'answer'> {
  readonly params: z.ZodObject
  readonly query: z.ZodObject
  readonly body: z.ZodType | null
  readonly status: 200 | 201 | 202
  readonly handle: (context: EndpointContext, input: EndpointInput<never, never, never>) => Promise<unknown>
}

const nothing = z.object({})
type Nothing = typeof nothing

/** Declares an endpoint of the control API. Its answer is checked against the schema by the compiler, in both directions. */
export function defineEndpoint<Answer extends z.ZodType, Params extends z.ZodObject = Nothing, Query extends z.ZodObject = Nothing, Body extends z.ZodType = z.ZodUndefined>(
  options: DefineEndpointOptions<Params, Query, Body, Answer>,
): Endpoint {
  const { params = nothing, query = nothing, body = null, status = 200, ...rest } = options
  return { ...rest, params, query, body, status }
}
