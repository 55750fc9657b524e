import { createHash } from 'node:crypto'
import type { Tenant } from '@tenon/model'

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

/** Nothing comes from anywhere but this host. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  'content-security-policy': "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:",
} as const

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
  return page(tenant.name, `<script id="api-reference" data-url="openapi.json" data-configuration="${escapeHtml(JSON.stringify(configuration))}"></script>
<script src="${escapeHtml(scriptUrl)}"></script>`)
}

/** The page without a script: every operation in a plain list. */
export function plainPageHtml(tenant: Pick<Tenant, 'name'>, document: Readonly<Record<string, unknown>>): string {
  const info = document['info'] as { readonly description: string }
  return page(tenant.name, `<main><h1>${escapeHtml(tenant.name)}</h1><p>${escapeHtml(info.description)}</p>
<p><a href="openapi.json">OpenAPI document</a></p><ul>${operationsOf(document).map((line) => `<li><code>${escapeHtml(line)}</code></li>`).join('')}</ul></main>`)
}

function operationsOf(document: Readonly<Record<string, unknown>>): readonly string[] {
  const paths = document['paths'] as Readonly<Record<string, Readonly<Record<string, { readonly summary?: string }>>>>
  return Object.entries(paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => `${method.toUpperCase()} ${path}  ${operation.summary ?? ''}`))
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}: API</title><link rel="icon" href="data:,"></head>
<body>
${body}
</body>
</html>
`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
