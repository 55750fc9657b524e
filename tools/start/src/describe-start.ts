/** What the control API says of one tenant, as far as this screen shows it. */
interface TenantView {
  readonly tenant: { readonly id: string; readonly name: string }
  readonly lock: { readonly entries: readonly { readonly module: string; readonly version: string }[] }
  readonly pins: readonly unknown[]
}

/** The address the command line uses when nobody says another. */
const defaultUrl = 'http://127.0.0.1:4000'

/** What to open and what to try next, with the tenants as they stand now. */
export async function describeStart(url: string, elapsedMs: number): Promise<string> {
  const answer = await fetch(`${url}/api/status`)
  const tenants = answer.ok ? ((await answer.json()) as readonly TenantView[]) : []
  return screen(url, elapsedMs, tenants)
}

/** The screen itself. Pure. */
export function screen(url: string, elapsedMs: number, tenants: readonly TenantView[]): string {
  const shown = oneOfEachVersion(tenants).map((view) => [`${url}/t/${view.tenant.id}/docs`, view.tenant.name, `inventory ${versionOf(view)}`] as const)
  const lines = [...shown, [`${url}/api/openapi.json`, 'the control API', ''] as const]
  return [
    '',
    `Tenon serves ${tenants.length} tenants at ${url}, ready after ${(elapsedMs / 1000).toFixed(1)} s.`,
    '',
    'Open: the same module, each tenant on its own version',
    ...table(lines),
    '',
    'Try in another terminal',
    ...commands(url, tenants).map((command) => `  ${command}`),
    '',
    'Ctrl-C stops everything. The data stays in .tenon/.',
    '',
  ].join('\n')
}

function commands(url: string, tenants: readonly TenantView[]): readonly string[] {
  const host = url === defaultUrl ? '' : ` --host ${url}`
  const free = tenants.find((view) => view.pins.length === 0 && versionOf(view)?.startsWith('1.'))?.tenant.id
  if (free === undefined) return [`npx tenon status${host}`]
  return [
    `npx tenon status${host}`,
    `npx tenon plan ${free} inventory@2.0.0${host}`,
    `npx tenon rehearse ${free} inventory@2.0.0${host}`,
    `npx tenon upgrade ${free} inventory@2.0.0${host}`,
    `npx tenon rollback ${free} inventory --reason "only trying"${host}`,
    `npx tenon drift${host}`,
    'npx tenon doctor',
  ]
}

/** The oldest, one between and the newest. */
function oneOfEachVersion(tenants: readonly TenantView[]): readonly TenantView[] {
  const byVersion = new Map(tenants.filter((view) => versionOf(view) !== undefined).toReversed().map((view) => [versionOf(view) ?? '', view]))
  const sorted = [...byVersion.entries()].toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })).map(([, view]) => view)
  return sorted.length <= 3 ? sorted : [sorted[0], sorted.at(-2), sorted.at(-1)].filter((view) => view !== undefined)
}

function versionOf(view: TenantView): string | undefined {
  return view.lock.entries.find(({ module }) => module === 'inventory')?.version
}

function table(rows: readonly (readonly [string, string, string])[]): readonly string[] {
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length))
  return rows.map(([address, name, version]) => `  ${address.padEnd(width(0))}  ${name.padEnd(width(1))}  ${version}`.trimEnd())
}
