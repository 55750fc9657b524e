import { promote, setChannel } from '../actions/set-channel.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { ChannelRegistry } from '../surface/channel-registry.ts'
import { selectChannels } from '../tables/channels.ts'
import { selectTenant } from '../tables/tenants.ts'

export function channelMethods(parts: RegistryParts): ChannelRegistry {
  return {
    setChannel: (options) => setChannel(parts, options),
    getChannels: (tenantId) => parts.database.transaction(async (session) => selectChannels(session, (await selectTenant(session, tenantId)).id)),
    promote: (options) => promote(parts, options),
  }
}
