import type { DesiredChange, Pin, TenantChannels } from '@tenon/model'
import type { TenantFacts } from '../plan/tenant-facts.ts'

/** A tenant with the pins and channels that it will have once these changes were carried out. @param now - ISO 8601; when new pins count as set */
export function selectedAfter(facts: TenantFacts, changes: readonly DesiredChange[], now: string): TenantFacts {
  let { pins, channels } = facts
  for (const change of changes) {
    if (change.kind === 'pin') pins = pinsAfter(pins, change, now)
    if (change.kind === 'channel') channels = channelsAfter(channels, change)
  }
  return { ...facts, pins, channels }
}

function pinsAfter(pins: readonly Pin[], { tenantId, module, after }: Extract<DesiredChange, { kind: 'pin' }>, createdAt: string): readonly Pin[] {
  const others = pins.filter((pin) => pin.module !== module)
  if (after === null) return others
  const { expires: expiresAt = null, ...said } = after
  return [...others, { tenantId, module, ...said, expiresAt, createdAt }]
}

function channelsAfter(channels: TenantChannels, { module, after }: Extract<DesiredChange, { kind: 'channel' }>): TenantChannels {
  if (module === null) return { ...channels, all: after ?? 'stable' }
  const { [module]: _before, ...others } = channels.modules
  return { ...channels, modules: after === null ? others : { ...others, [module]: after } }
}
