import { renderHistory, renderTenantAt } from '../render/render-history.ts'
import { renderStatus } from '../render/render-status.ts'
import { showTenant } from './directory-commands.ts'
import { parseInstant } from './module-spec.ts'
import type { RegisterCommands } from './register.ts'

/** `status` and `history`. */
export const registerStatusCommands: RegisterCommands = (program, handle) => {
  handle<[string?]>(
    program.command('status').description('what every tenant runs and what needs a person, or one tenant in full').argument('[tenant]'),
    async (session, { args: [tenant] }) => (tenant === undefined ? renderStatus(await session.control.status()) : showTenant(session, tenant)),
  )
  handle<[string], { readonly at?: string }>(
    program.command('history').description('what changed for a tenant, newest first, or what it ran at an instant and why')
      .argument('<tenant>')
      .option('--at <instant>', 'such as 2026-11-17T14:03 (UTC)'),
    async ({ control }, { args: [tenant], options: { at } }) => {
      if (at === undefined) return renderHistory(tenant, await control.timeline(tenant))
      return renderTenantAt(await control.stateAt(tenant, parseInstant(at, 'tenon history')))
    },
  )
}
