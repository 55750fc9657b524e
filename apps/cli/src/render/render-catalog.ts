import type { CatalogVersion } from '@tenon/model'
import type { ModuleSummary } from '@tenon/registry'
import type { Report } from '../report.ts'
import { alignColumns, lineOf, renderTable } from './columns.ts'
import type { Paint } from './paint.ts'
import { dataVersion } from './render-status.ts'
import { evidenceFacts } from './render-evidence.ts'
import { dayOf, instantInWords, plural, shortIntegrity, someOf } from './words.ts'

const noticeWords = { deprecate: 'deprecated', yank: 'yanked', restore: 'restored' } as const

/** Modules and their versions, with how many tenants run each. */
export function renderModules(modules: readonly ModuleSummary[]): Report {
  return {
    json: modules,
    lines: modules.flatMap(({ name, versions }) => versions.map((it) => lineOf(name, it.version, it.status, plural(it.tenants, 'tenant')))),
    page: (paint) => modulesPage(modules, paint),
  }
}

/** The versions of one module, newest first. */
export function renderVersions(versions: readonly CatalogVersion[]): Report {
  return {
    json: versions,
    lines: versions.map((it) => lineOf(it.module, it.version, it.status, it.integrity)),
    page: (paint) => versions.map((version) => versionPage(version, paint)).join('\n\n'),
  }
}

function modulesPage(modules: readonly ModuleSummary[], paint: Paint): string {
  if (modules.length === 0) return 'The catalog is empty. Publish a module, or point the host at a directory of releases.'
  const rows = modules.flatMap(({ name, title, versions }) => versions.map((it, index) => [
    index === 0 ? paint.bold(name) : '', index === 0 ? title : '', it.version, it.status === 'available' ? it.status : paint.yellow(it.status), String(it.tenants),
  ]))
  return renderTable(['module', 'title', 'version', 'status', 'tenants'], rows, paint)
}

function versionPage({ module, version, status, integrity, manifest, publishedAt, deprecated, notice, evidence }: CatalogVersion, paint: Paint): string {
  const facts: readonly (readonly [string, string])[] = [
    ['package', `${manifest.packageName}   ${shortIntegrity(integrity)}`],
    ['published', publishedAt === undefined ? '' : instantInWords(publishedAt)],
    ['notice', notice === undefined ? '' : `${noticeWords[notice.change]} by ${notice.actor} on ${dayOf(notice.createdAt)}, "${notice.reason}"`],
    ['source', deprecated === undefined ? '' : `calls it deprecated: "${deprecated}"`],
    ...(evidence === undefined ? [] : evidenceFacts(evidence, paint)),
    ['provides', manifest.provides.map((it) => `${it.name}@${it.version}`).join(', ')],
    ['requires', manifest.requires.map((it) => `${it.name}@${it.range}${it.optional ? ' (optional)' : ''}`).join(', ')],
    ['routes', someOf(manifest.routes.map((it) => `${it.method} ${it.path}`), 4)],
    ['settings', Object.keys(propertiesOf(manifest.settings)).join(', ')],
    ['migrations', manifest.migrations.map((it) => `${dataVersion(it.dataVersion)} ${it.phase}`).join(', ')],
  ]
  const rows = alignColumns(facts.filter(([, text]) => text !== '').map(([what, text]) => [paint.dim(what), text]))
  return [`${paint.bold(`${module} ${version}`)}   ${status === 'available' ? status : paint.yellow(status)}`, ...rows.map((line) => `  ${line}`)].join('\n')
}

function propertiesOf(schema: Readonly<Record<string, unknown>>): object {
  return typeof schema['properties'] === 'object' && schema['properties'] !== null ? schema['properties'] : {}
}
