import type { Delivery } from '@tenon/registry'
import { renderDeliveries, renderDelivery, renderEvents, renderTimers } from '../render/render-events.ts'
import type { RegisterCommands } from './register.ts'
import { actorOf } from './session.ts'
import type { Session } from './session.ts'

interface ReasonOption {
  readonly reason: string
}

/** `events`, `events list|dead|replay|discard` and `timers`. */
export const registerEventCommands: RegisterCommands = (program, handle) => {
  const events = program.command('events').description('what the modules of a tenant publish, and what became of it')
  handle<[string]>(events.command('list').description('the last hundred events, newest first').argument('<tenant>'), async ({ control }, { args: [tenantId] }) =>
    renderEvents(await control.listEvents(tenantId), await control.listDeliveries(tenantId, { limit: 1_000 }), tenantId))
  handle<[string]>(events.command('dead').description('events that a module could not handle; later events of the same key wait').argument('<tenant>'), async ({ control }, { args: [tenantId] }) =>
    renderDeliveries(await control.listDeliveries(tenantId, { state: 'dead' }), tenantId))
  const change = (name: 'replay' | 'discard', description: string, work: (session: Session, choice: { readonly tenantId: string; readonly eventId: string; readonly subscriber: string } & ReturnType<typeof actorOf>) => Promise<Delivery>) =>
    handle<[string, string, string], ReasonOption>(
      events.command(name).description(description)
        .argument('<tenant>').argument('<event>', 'its id, as `tenon events dead` lists it').argument('<module>', 'the one that could not handle it')
        .requiredOption('--reason <reason>', 'why; recorded in the history'),
      async (session, { args: [tenantId, eventId, subscriber], options: { reason } }) => renderDelivery(await work(session, { tenantId, eventId, subscriber, ...actorOf(session, reason) })),
    )
  change('replay', 'try a dead or skipped event again, at once', ({ control }, choice) => control.replayDelivery(choice))
  change('discard', 'give a dead event up, so that later ones of its key go on', ({ control }, choice) => control.discardDelivery(choice))
  handle<[string]>(program.command('timers').description('the timers of the modules of a tenant: last run, next run, failures').argument('<tenant>'), async ({ control }, { args: [tenantId] }) =>
    renderTimers(await control.listTimers(tenantId), tenantId))
}
