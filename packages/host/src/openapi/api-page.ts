import { createHash } from 'node:crypto'
import type { Tenant } from '@tenon/model'
import { escapeHtml, htmlPage } from '../html-page.ts'

/** The script that draws the API page in the browser: Scalar's `dist/browser/standalone.js`, or one that starts the same way. */
export interface ApiPage {
  /** Reads the script. Called once, when the first page is shown. */
  readScript(): Promise<Uint8Array>
}

/** A script with the name it is served by, which changes with its content. */
export interface ApiScript {
  readonly bytes: Uint8Array
  /** `api-page-<digest>.js` */
  readonly fileName: string
}

/** Names a script by its content, so that browsers may keep it for good. */
export function nameScript(bytes: Uint8Array): ApiScript {
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
  return { bytes, fileName: `api-page-${digest}.js` }
}

/** Settings of the page: no fonts, proxies, telemetry or agents from elsewhere. */
const configuration = {
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
  hiddenClients: true,
  defaultOpenAllTags: false,
  metaData: {},
} as const

/** The page that shows a tenant's API with the host's own script. Addresses are relative or below the mount path. */
export function apiPageHtml(tenant: Pick<Tenant, 'name'>, scriptUrl: string): string {
  return htmlPage(`${tenant.name}: API`, `<script id="api-reference" data-url="openapi.json" data-configuration="${escapeHtml(JSON.stringify(configuration))}"></script>
<script src="${escapeHtml(scriptUrl)}"></script>`)
}

/** The page without a script: every operation in a plain list. */
export function plainPageHtml(tenant: Pick<Tenant, 'name'>, document: Readonly<Record<string, unknown>>): string {
  const info = document['info'] as { readonly description: string }
  return htmlPage(`${tenant.name}: API`, `<main><h1>${escapeHtml(tenant.name)}</h1><p>${escapeHtml(info.description)}</p>
<p><a href="openapi.json">OpenAPI document</a></p><ul>${operationsOf(document).map((line) => `<li><code>${escapeHtml(line)}</code></li>`).join('')}</ul></main>`)
}

function operationsOf(document: Readonly<Record<string, unknown>>): readonly string[] {
  const paths = document['paths'] as Readonly<Record<string, Readonly<Record<string, { readonly summary?: string }>>>>
  return Object.entries(paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => `${method.toUpperCase()} ${path}  ${operation.summary ?? ''}`))
}
