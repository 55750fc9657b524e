import { InvalidArgumentError } from 'commander'
import { renderRestored, renderSnapshots } from '../render/render-snapshots.ts'
import type { RegisterCommands } from './register.ts'
import { actorOf } from './session.ts'

/** `snapshots` and `snapshots restore`. */
export const registerSnapshotCommands: RegisterCommands = (program, handle) => {
  const snapshots = program.command('snapshots').description('what finalizes of a tenant removed and is still kept, newest first').argument('<tenant>').argument('[module]')
  handle<[string, string?]>(snapshots, async ({ control }, { args: [tenantId, module] }) => renderSnapshots(await control.listSnapshots(tenantId, module), tenantId))
  handle<[string, string, number], { readonly reason: string }>(
    snapshots.command('restore').description('write a snapshot out as tables in a schema of its own, beside the live data and never over it')
      .argument('<tenant>').argument('<module>').argument('<number>', 'as `tenon snapshots` lists it', parseNumber)
      .requiredOption('--reason <reason>', 'why; recorded with it'),
    async (session, { args: [tenantId, module, number], options: { reason } }) =>
      renderRestored(await session.control.restoreSnapshot({ tenantId, module, number, ...actorOf(session, reason) }), { tenantId, module, number }),
  )
}

function parseNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('A snapshot is named by its number, from 1.')
  return Number(text)
}
