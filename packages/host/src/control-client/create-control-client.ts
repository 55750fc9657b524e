import type { ControlPlane } from './control-plane.ts'
import { catalogCalls } from './calls/catalog-calls.ts'
import { dataCalls } from './calls/data-calls.ts'
import { eventsCalls } from './calls/events-calls.ts'
import { fleetCalls } from './calls/fleet-calls.ts'
import { hostCalls } from './calls/host-calls.ts'
import { historyCalls } from './calls/history-calls.ts'
import { plansCalls } from './calls/plans-calls.ts'
import { tenantsCalls } from './calls/tenants-calls.ts'
import { requestJson } from './request-json.ts'
import type { Call, ControlConnection } from './request-json.ts'

/** Which host to speak to, and as whom. */
export interface CreateControlClientOptions {
  /** Origin of the host, such as `http://127.0.0.1:4000`. */
  readonly host: string
  /** Recorded for reads, and for changes that name no actor. Default `anonymous`. */
  readonly actor?: string
  /** Default: the platform's own. */
  readonly fetch?: (request: Request) => Promise<Response>
}

/**
 * The control plane of a host, over its control API: the same methods, types and errors as a
 * registry in this process, and HOST_UNREACHABLE when nobody answers.
 *
 * @example
 * const control = createControlClient({ host: 'http://127.0.0.1:4000', actor: 'cli:dana' })
 * const plan = await control.plan({ kind: 'move', tenantId: 'acme', targets: { inventory: '2.0.0' } }, { actor: 'cli:dana', reason: 'spring release' })
 * const operation = await control.apply(plan.id, { actor: 'cli:dana', reason: 'spring release' })
 */
export function createControlClient(options: CreateControlClientOptions): ControlPlane & Required<Pick<ControlPlane, 'hostVersions' | 'hostMemory' | 'hostSupervision' | 'recycleHost'>> {
  const connection: ControlConnection = { host: options.host, actor: options.actor ?? 'anonymous', fetch: options.fetch ?? fetch }
  const call: Call = (it) => requestJson(connection, it)
  return { ...tenantsCalls(call), ...historyCalls(call), ...catalogCalls(call), ...plansCalls(call), ...fleetCalls(call), ...dataCalls(call), ...eventsCalls(call), ...hostCalls(call) }
}
