import createClient from 'openapi-fetch'
import type { Client } from '../generated/openapi-fetch.ts'
import type { paths } from '../generated/openapi.ts'

/** A client with one method per HTTP verb; paths, bodies and answers are those of the OpenAPI document. */
export type InventoryClient = Client<paths>

/** Which host, which tenant. */
export interface InventoryClientOptions {
  /** Where the host is, such as `https://erp.example.com`. */
  readonly baseUrl: string
  /** Whose inventory. */
  readonly tenant: string
  /** Sent with every request, such as `authorization`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Default: the global `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>
}

/**
 * A client for one tenant's inventory on any host. Problems are values: look at `error` before `data`.
 *
 * @example
 * const inventory = createInventoryClient({ baseUrl: 'http://127.0.0.1:4000', tenant: 'acme' })
 * const { data, error } = await inventory.POST('/v2/movements/ship', { body: { sku: 'BOLT-M8', location: 'MAIN', quantity: '2.5', unit: 'kg' } })
 */
export function createInventoryClient(options: InventoryClientOptions): InventoryClient {
  const { baseUrl, tenant, headers = {}, fetch } = options
  const mount = `${baseUrl.replace(/\/+$/, '')}/t/${encodeURIComponent(tenant)}/inventory`
  // The same type from two files: `Client` is a copy that the published declarations can hold.
  return createClient<paths>({ baseUrl: mount, headers, ...(fetch === undefined ? {} : { fetch }) }) as unknown as InventoryClient
}
