import { renderApplication, renderQueue } from '../render/render-queue.ts'
import type { RegisterCommands } from './register.ts'
import { actorOf } from './session.ts'

/** `queue` and `unqueue`. */
export const registerQueueCommands: RegisterCommands = (program, handle) => {
  handle<[string?]>(
    program.command('queue').description('plans that wait to be applied, are being applied, and the last that ended').argument('[tenant]'),
    async ({ control }, { args: [tenant] }) => renderQueue(await control.listApplications(tenant)),
  )
  handle<[string], { readonly reason: string }>(
    program.command('unqueue').description('take back a queued plan that still waits')
      .argument('<application>', 'id of the application, as `tenon queue` shows it')
      .requiredOption('--reason <reason>', 'why; kept with the application'),
    async (session, { args: [application], options: { reason } }) => renderApplication(await session.control.cancelApplication(application, actorOf(session, reason))),
  )
}
