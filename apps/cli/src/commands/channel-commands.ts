import { Argument } from 'commander'
import type { Channel } from '@tenon/model'
import { cliErrors } from '../cli-errors.ts'
import { renderChannels } from '../render/render-channels.ts'
import type { RegisterCommands } from './register.ts'
import { actorOf } from './session.ts'

/** What may be typed for a channel: with `inherit` a module goes with the rest again. */
export const channelChoices = ['stable', 'beta'] as const satisfies readonly Channel[]

interface ChannelOptions {
  readonly module?: string
  readonly reason?: string
}

/** `channel`. */
export const registerChannelCommands: RegisterCommands = (program, handle) => {
  handle<[string, Channel | 'inherit' | undefined], ChannelOptions>(
    program.command('channel').description('how early a tenant takes new versions; decides what a plan may choose, moves nothing')
      .argument('<tenant>')
      .addArgument(new Argument('[channel]', 'leave it out to look').choices([...channelChoices, 'inherit']))
      .option('--module <module>', 'of this module alone')
      .option('--reason <reason>', 'why; needed to set one, recorded in the history'),
    async (session, { args: [tenantId, channel], options: { module, reason } }) => {
      if (channel === undefined) return renderChannels(tenantId, await session.control.getChannels(tenantId))
      if (reason === undefined) throw usage('a channel needs a --reason')
      if (channel === 'inherit' && module === undefined) throw usage('only a --module can go with the rest')
      const of = { tenantId, channel: channel === 'inherit' ? null : channel, ...(module === undefined ? {} : { module }) }
      return renderChannels(tenantId, await session.control.setChannel({ ...of, ...actorOf(session, reason) }))
    },
  )
}

function usage(message: string) {
  return cliErrors.USAGE_WRONG({ message, command: 'tenon channel' })
}
