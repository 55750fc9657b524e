import { channelOf } from '@tenon/model'
import type { CatalogVersion, TenantChannels } from '@tenon/model'
import type { Report } from '../report.ts'
import { lineOf } from './columns.ts'

/** The channels of one tenant. */
export function renderChannels(tenantId: string, channels: TenantChannels): Report {
  const modules = Object.entries(channels.modules).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return {
    json: channels,
    lines: [lineOf(tenantId, '*', channels.all), ...modules.map(([module, channel]) => lineOf(tenantId, module, channel))],
    page: (paint) => `${paint.bold(tenantId)}   channel ${[channels.all, ...modules.map(([module, channel]) => `${module} ${channel}`)].join(', ')}`,
  }
}

/** A version that was just meant for somebody else. */
export function renderPromoted(version: CatalogVersion): Report {
  const channel = channelOf(version)
  return {
    json: version,
    lines: [lineOf(version.module, version.version, channel)],
    page: (paint) => `${paint.bold(`${version.module} ${version.version}`)}   channel ${channel}; moves nobody until somebody plans`,
  }
}
