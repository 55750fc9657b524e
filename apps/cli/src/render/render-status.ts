import { channelFor } from '@tenon/model'
import type { Operation } from '@tenon/model'
import type { TenantStatus } from '@tenon/registry'
import type { Report } from '../report.ts'
import { alignColumns, lineOf, renderTable } from './columns.ts'
import type { Paint } from './paint.ts'
import { pinInWords } from './render-pins.ts'
import { instantInWords, plural, shortIntegrity } from './words.ts'

/** Every tenant in one line each: what it runs and what needs a person. */
export function renderStatus(statuses: readonly TenantStatus[]): Report {
  return {
    json: statuses,
    lines: statuses.map((status) => lineOf(status.tenant.id, versionsOf(status), status.attention.join('; '))),
    page: (paint) => statusPage(statuses, paint),
  }
}

/** One tenant in full. */
export function renderTenant(status: TenantStatus): Report {
  const { tenant, lock } = status
  return {
    json: status,
    lines: lock.entries.map((entry) => lineOf(tenant.id, entry.module, entry.version, `data ${dataVersion(entry.dataVersion)}`)),
    page: (paint) => tenantPage(status, paint),
  }
}

/** A data version as it stands in a migration's name: `0007`. */
export function dataVersion(value: number): string {
  return String(value).padStart(4, '0')
}

function versionsOf({ lock }: TenantStatus): string {
  return lock.entries.map((entry) => `${entry.module}@${entry.version}`).join(' ')
}

function statusPage(statuses: readonly TenantStatus[], paint: Paint): string {
  if (statuses.length === 0) return 'There are no tenants yet. Create one: tenon tenant create acme --organization globex'
  const modules = [...new Set(statuses.flatMap(({ lock }) => lock.entries.map((entry) => entry.module)))].toSorted()
  const rows = statuses.map((status) => [
    paint.bold(status.tenant.id),
    ...modules.map((module) => status.lock.entries.find((entry) => entry.module === module)?.version ?? paint.dim('-')),
    status.pins.map((pin) => `${pin.module} ${pin.range}`).join(', ') || paint.dim('-'),
    status.attention.length === 0 ? paint.green('ok') : paint.yellow(status.attention.join('; ')),
  ])
  const waiting = statuses.filter(({ attention }) => attention.length > 0).length
  const summary = `${plural(statuses.length, 'tenant')}${waiting === 0 ? ', nothing needs a person' : `, ${waiting} ${waiting === 1 ? 'needs' : 'need'} a person`}`
  return [renderTable(['tenant', ...modules, 'pins', 'attention'], rows, paint), '', summary].join('\n')
}

function tenantPage({ tenant, lock, pins, channels, lastOperation, attention }: TenantStatus, paint: Paint): string {
  const entries = alignColumns(lock.entries.map((entry) => {
    const pin = pins.find(({ module }) => module === entry.module)
    return [entry.module, entry.version, paint.dim(shortIntegrity(entry.integrity)), `data ${dataVersion(entry.dataVersion)}${entry.finalized ? ', finalized' : ''}`,
      pin === undefined ? paint.dim(`channel ${channelFor(channels, entry.module)}`) : pinInWords(pin)]
  }))
  return [
    `${paint.bold(tenant.id)}   ${tenant.name}   ${paint.dim(`organization ${tenant.organizationId}, ${[tenant.clientType, ...tenant.tags].join(', ')}`)}`,
    ...(entries.length === 0 ? [`  Nothing is installed. Plan it: tenon plan ${tenant.id} MODULE@RANGE`] : entries.map((line) => `  ${line}`)),
    `  ${paint.dim(`lock revision ${lock.revision}${lastOperation === null ? '' : `, ${operationInWords(lastOperation)}`}`)}`,
    ...attention.map((line) => `  ${paint.yellow(line)}`),
  ].join('\n')
}

function operationInWords({ id, kind, status, startedAt, actor }: Operation): string {
  return `last operation ${id}: ${kind} ${status}, ${instantInWords(startedAt)} by ${actor}`
}
