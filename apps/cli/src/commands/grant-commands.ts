import type { LockRevision } from '@tenon/model'
import type { ControlPlane } from '@tenon/host/client'
import { renderGrants } from '../render/render-grants.ts'
import type { RegisterCommands } from './register.ts'
import { actorOf } from './session.ts'

interface ReasonOption {
  readonly reason: string
}

type Change = (control: ControlPlane) => ControlPlane['grant']

/** `grant` and `withdraw`. */
export const registerGrantCommands: RegisterCommands = (program, handle) => {
  const register = (name: 'grant' | 'withdraw', description: string, change: Change) => {
    handle<[string, string, readonly string[]], ReasonOption>(
      program.command(name).description(description)
        .argument('<tenant>').argument('<module>').argument('<permission...>', 'such as inventory:unit:manage')
        .requiredOption('--reason <reason>', 'why; recorded in the history'),
      async (session, { args: [tenantId, module, permissions], options: { reason } }) => {
        const lock: LockRevision = await change(session.control)({ tenantId, module, permissions, ...actorOf(session, reason) })
        return renderGrants(lock, { module, permissions, word: name === 'grant' ? 'granted' : 'withdrawn' })
      },
    )
  }
  register('grant', 'let a module of a tenant use permissions that are off; on at once', (control) => control.grant)
  register('withdraw', 'take permissions back from a module of a tenant; off at once', (control) => control.withdraw)
}
