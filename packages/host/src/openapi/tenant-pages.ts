import { registryErrors } from '@tenon/registry'
import type { ModuleRegistry, RunningTenant } from '@tenon/registry'
import type { TenantPage } from '../dispatch/address.ts'
import type { HostedVersions } from '../dispatch/hosted-versions.ts'
import { hostErrors } from '../errors/host-errors.ts'
import { htmlResponse } from '../html-page.ts'
import { apiPageHtml, nameScript, plainPageHtml } from './api-page.ts'
import type { ApiPage, ApiScript } from './api-page.ts'
import { composeDocument } from './compose-document.ts'
import type { ModuleDocument } from './compose-document.ts'

/** What the pages of tenants are made from. */
export interface TenantPagesOptions {
  readonly registry: Pick<ModuleRegistry, 'running'>
  readonly versions: HostedVersions
  readonly apiPage?: ApiPage
  readonly mountPath: string
}

/** Which page of which tenant. */
export interface PageRequest {
  readonly tenantId: string
  readonly page: TenantPage
  /** True when header or subdomain name the tenant, so that paths do not. */
  readonly named: boolean
}

type Document = Readonly<Record<string, unknown>>

/** `/t/{tenant}/openapi.json` and `/t/{tenant}/docs`: exactly the versions of the tenant's lock, nobody else's. */
export function createTenantPages({ registry, versions, apiPage, mountPath }: TenantPagesOptions) {
  const documents = new WeakMap<RunningTenant, ReadonlyMap<string, Document>>()
  let script: Promise<ApiScript> | null = null
  const readScript = () => (script ??= readNamed(apiPage).catch((error: unknown) => {
    script = null
    throw error
  }))

  async function documentOf(running: RunningTenant, pathPrefix: string): Promise<Document> {
    const kept = documents.get(running)?.get(pathPrefix)
    if (kept !== undefined) return kept
    const { document, complete } = await readDocument(running, pathPrefix, versions)
    // A version refused now may be back later: a document without it is not kept.
    if (complete) documents.set(running, new Map([...(documents.get(running) ?? []), [pathPrefix, document]]))
    return document
  }

  return {
    async show({ tenantId, page, named }: PageRequest): Promise<Response> {
      const running = registry.running(tenantId)
      if (running === undefined) throw registryErrors.TENANT_UNKNOWN({ tenant: tenantId })
      const home = named ? mountPath : `${mountPath}/t/${tenantId}`
      if (page === '') return new Response(null, { status: 302, headers: { location: `${home}/docs` } })
      if (page === 'docs' && apiPage !== undefined) return htmlResponse(apiPageHtml(running.tenant, `${mountPath}/assets/${(await readScript()).fileName}`))
      const document = await documentOf(running, home)
      return page === 'docs' ? htmlResponse(plainPageHtml(running.tenant, document)) : Response.json(document, { headers: { 'cache-control': 'no-cache' } })
    },
    async asset(request: Request, path: string): Promise<Response> {
      if (apiPage === undefined) throw hostErrors.ADDRESS_UNKNOWN({ method: request.method, path })
      const { bytes, fileName } = await readScript()
      if (path !== `/assets/${fileName}`) throw hostErrors.ADDRESS_UNKNOWN({ method: request.method, path })
      return new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'public, max-age=31536000, immutable' } })
    },
  }
}

async function readNamed(apiPage: ApiPage | undefined): Promise<ApiScript> {
  return nameScript(apiPage === undefined ? new Uint8Array() : await apiPage.readScript())
}

async function readDocument(running: RunningTenant, pathPrefix: string, versions: HostedVersions): Promise<{ readonly document: Document; readonly complete: boolean }> {
  const results = await Promise.all(running.lock.entries.map((entry) => readModuleDocument(entry, versions)))
  const missing = results.filter((result) => typeof result === 'string')
  const found = results.filter((result) => typeof result !== 'string')
  return { document: composeDocument(running, { documents: found, missing, pathPrefix }), complete: missing.length === 0 }
}

/** The module's document, or its label when it is refused here. */
async function readModuleDocument(entry: RunningTenant['lock']['entries'][number], versions: HostedVersions): Promise<ModuleDocument | string> {
  const version = versions.of(entry)
  try {
    const { artifact } = await versions.load(version)
    return { module: artifact.module, version: artifact.version, title: artifact.manifest.title, openapi: artifact.openapi }
  } catch {
    return version.label
  }
}
