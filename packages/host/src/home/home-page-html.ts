import type { LockEntry } from '@tenon/model'
import type { RunningTenant } from '@tenon/registry'
import { escapeHtml, htmlPage } from '../html-page.ts'

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 3rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.6rem; margin: 0; }
p { margin: .25rem 0 2rem; opacity: .75; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 500; opacity: .65; }
th, td { padding: .5rem 1rem .5rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
code, .version { font-family: ui-monospace, monospace; font-size: .9em; }
.version { display: inline-block; padding: .05rem .55rem; margin-right: .4rem; border-radius: 1rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
a { color: light-dark(#0b57d0, #8ab4f8); }`

/** Every tenant in a table, by organization and name. Pure. */
export function homePageHtml(tenants: readonly RunningTenant[], mountPath: string): string {
  const rows = tenants.toSorted(byOrganizationAndName).map((running) => rowOf(running, mountPath))
  const running = versionsByModule(tenants)
  return htmlPage('Tenon', `<style>${style}</style>
<main>
<h1>Tenon</h1>
<p>${count(tenants.length, 'tenant')}${running.length === 0 ? '' : `, side by side on ${escapeHtml(running.join('; '))}`} · <a href="${escapeHtml(`${mountPath}/api/openapi.json`)}">control API</a></p>
${rows.length === 0 ? '<p>Create the first one: <code>tenon org create harvest --name "Harvest"</code>, then <code>tenon tenant create acme --organization harvest --name "Acme"</code>.</p>' : tableOf(rows)}
</main>`)
}

function tableOf(rows: readonly string[]): string {
  return `<table>
<thead><tr><th scope="col">Tenant</th><th scope="col">Organization</th><th scope="col">Runs</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`
}

function rowOf({ tenant, lock }: RunningTenant, mountPath: string): string {
  const versions = lock.entries.map((entry) => `<span class="version">${escapeHtml(labelOf(entry))}</span>`).join('')
  const docs = escapeHtml(`${mountPath}/t/${tenant.id}/docs`)
  return `<tr><td><a href="${docs}">${escapeHtml(tenant.name)}</a> <code>${escapeHtml(tenant.id)}</code></td><td>${escapeHtml(tenant.organizationId)}</td><td>${versions || 'nothing yet'}</td></tr>`
}

/** `inventory 1.2.0, 2.0.0`, one text for each module, versions rising. */
function versionsByModule(tenants: readonly RunningTenant[]): readonly string[] {
  const entries = tenants.flatMap(({ lock }) => lock.entries)
  const byModule = Map.groupBy(entries, ({ module }) => module)
  return [...byModule].toSorted(([a], [b]) => a.localeCompare(b, 'en')).map(([module, locked]) => {
    const versions = new Set(locked.map(({ version }) => version))
    return `${module} ${[...versions].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).join(', ')}`
  })
}

function labelOf({ module, version }: LockEntry): string {
  return `${module} ${version}`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function byOrganizationAndName({ tenant: a }: RunningTenant, { tenant: b }: RunningTenant): number {
  return a.organizationId.localeCompare(b.organizationId, 'en') || a.name.localeCompare(b.name, 'en')
}
