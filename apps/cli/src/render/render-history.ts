import { channelFor } from '@tenon/model'
import type { LockEntry, LockRevision, Pin, TenantTraits } from '@tenon/model'
import type { TenantAt, TimelineEntry } from '@tenon/registry'
import type { Report } from '../report.ts'
import { alignColumns, lineOf, renderTable } from './columns.ts'
import type { Paint } from './paint.ts'
import { pinInWords } from './render-pins.ts'
import { dataVersion } from './render-status.ts'
import { dayOf, instantInWords, plural, shortIntegrity } from './words.ts'

/** Everything that was changed for one tenant, newest first. */
export function renderHistory(tenantId: string, timeline: readonly TimelineEntry[]): Report {
  return {
    json: timeline,
    lines: timeline.map((entry) => lineOf(tenantId, revisionOf(entry), entry.createdAt, changeOf(entry), whatOf(entry), entry.actor, entry.reason)),
    page: (paint) => historyPage(timeline, paint),
  }
}

/** What one tenant ran at an instant, and what had decided it. */
export function renderTenantAt(state: TenantAt): Report {
  const { lock } = state
  return {
    json: state,
    lines: lock.entries.map((entry) => lineOf(lock.tenantId, entry.module, entry.version, entry.integrity, `data ${dataVersion(entry.dataVersion)}`, chosenBy(entry.module, state))),
    page: (paint) => statePage(state, paint),
  }
}

function historyPage(timeline: readonly TimelineEntry[], paint: Paint): string {
  if (timeline.length === 0) return 'Nothing was ever changed for this tenant.'
  const rows = timeline.map((entry) => [paint.bold(revisionOf(entry)), instantInWords(entry.createdAt), changeOf(entry), whatOf(entry), entry.actor, entry.reason])
  return renderTable(['revision', 'when (UTC)', 'change', 'what', 'who', 'why'], rows, paint)
}

/** Only what changes the lock has a revision. */
function revisionOf(entry: TimelineEntry): string {
  return entry.kind === 'lock' ? String(entry.revision.revision) : '-'
}

function changeOf(entry: TimelineEntry): string {
  switch (entry.kind) {
    case 'lock':
      return entry.revision.change
    case 'pin':
      return entry.change === 'set' ? 'pin' : 'unpin'
    case 'channel':
      return 'channel'
    case 'data':
      return entry.change
    case 'tenant':
      return entry.before === null ? 'created' : 'tenant'
    case 'verdict':
      return entry.verdict
    default:
      return entry satisfies never
  }
}

function whatOf(entry: TimelineEntry): string {
  switch (entry.kind) {
    case 'lock':
      return entry.revision.entries.map(({ module, version }) => `${module}@${version}`).join(' ') || '-'
    case 'pin':
      return entry.change === 'removed' ? entry.module : `${entry.module}@${entry.range ?? ''} by ${entry.owner ?? ''}${entry.expiresAt === null ? '' : ` until ${dayOf(entry.expiresAt)}`}`
    case 'channel':
      return `${entry.module ?? 'all'} ${entry.channel ?? 'as the rest'}`
    case 'data':
      return entry.change === 'abandon' ? entry.module : `${entry.module} into ${String(entry.details['schema'])}`
    case 'tenant':
      return traitsInWords(entry.before, entry.after)
    case 'verdict':
      return entry.fleetPlanId === null ? `plan ${entry.planId}` : `plan ${entry.planId} of fleet ${entry.fleetPlanId}`
    default:
      return entry satisfies never
  }
}

/** All of a new tenant; of a known one what is another now. */
function traitsInWords(before: TenantTraits | null, { name, clientType, tags }: TenantTraits): string {
  const inWords = (list: readonly string[]) => list.join(' ') || 'none'
  if (before === null) return [`"${name}"`, clientType, ...tags].join(' ')
  const changes = [
    ...(before.name === name ? [] : [`"${before.name}" -> "${name}"`]),
    ...(before.clientType === clientType ? [] : [`${before.clientType} -> ${clientType}`]),
    ...(inWords(before.tags) === inWords(tags) ? [] : [`tags ${inWords(before.tags)} -> ${inWords(tags)}`]),
  ]
  return changes.join(', ')
}

function statePage(state: TenantAt, paint: Paint): string {
  const { lock, at } = state
  const entries = alignColumns(lock.entries.map((entry) => [
    entry.module, entry.version, paint.dim(shortIntegrity(entry.integrity)), proofOf(entry), `data ${dataVersion(entry.dataVersion)}${entry.finalized ? ', finalized' : ''}`, consentOf(entry), chosenBy(entry.module, state),
  ]))
  return [
    `${paint.bold(lock.tenantId)} on ${instantInWords(at)} UTC`,
    ...(entries.length === 0 ? ['  nothing was installed'] : entries.map((line) => `  ${line}`)),
    `  ${paint.dim(lockInWords(lock))}`,
  ].join('\n')
}

function consentOf({ settingsRevision, grants }: LockEntry): string {
  return `settings revision ${settingsRevision}, ${plural(grants.length, 'grant')}`
}

/** What had proved where the version comes from. */
function proofOf({ proof }: LockEntry): string {
  if (proof === undefined) return 'no proof asked for'
  const built = proof.repository === null ? [] : [`built from ${proof.repository}${proof.commit === null ? '' : ` at ${proof.commit.slice(0, 12)}`}`]
  const parts = [...(proof.signedBy === null ? [] : ['signed']), ...built]
  return `${parts.join(', ') || 'not proven'} (policy ${proof.policy})`
}

/** What a plan of that moment would have asked: the pin, else the channel. */
function chosenBy(module: string, { pins, channels }: TenantAt): string {
  const pin: Pin | undefined = pins.find((it) => it.module === module)
  return pin === undefined ? `channel ${channelFor(channels, module)}` : pinInWords(pin)
}

function lockInWords({ revision, change, planId, operationId, actor, reason }: LockRevision): string {
  const by = [planId === null ? '' : `plan ${planId}`, operationId === null ? '' : `operation ${operationId}`].filter((it) => it !== '').join(', ')
  return `lock revision ${revision}: ${change}${by === '' ? '' : ` (${by})`} by ${actor}, "${reason}"`
}
