import { demoErrors } from './demo-errors.ts'

/** Calls one tenant's inventory through the host, as any client would. */
export interface TenantHttp {
  get(path: string): Promise<unknown>
  /** Answers with a status in `tolerated` count as done. */
  post(path: string, body: unknown, tolerated?: readonly number[]): Promise<void>
  postCsv(path: string, text: string): Promise<void>
}

/** A client of `/t/{tenant}/inventory`. Rejects with DEMO_REFUSED naming what the module answered. */
export function tenantHttp(tenant: string, fetch: (request: Request) => Response | Promise<Response>): TenantHttp {
  async function call(path: string, init: RequestInit, tolerated: readonly number[] = []): Promise<Response> {
    const response = await fetch(new Request(`http://demo/t/${tenant}/inventory${path}`, init))
    if (response.ok || tolerated.includes(response.status)) return response
    throw demoErrors.DEMO_REFUSED({ tenant, what: `${init.method ?? 'GET'} ${path}`, answer: `${response.status} ${await response.text()}` })
  }
  return {
    get: async (path) => (await call(path, {})).json(),
    post: async (path, body, tolerated) => void (await call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }, tolerated)),
    postCsv: async (path, text) => void (await call(path, { method: 'POST', headers: { 'content-type': 'text/csv' }, body: text })),
  }
}
