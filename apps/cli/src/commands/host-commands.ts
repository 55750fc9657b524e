import { isTenonError } from '@tenon/model'
import type { Supervision } from '@tenon/host'
import type { ControlPlane } from '@tenon/host/client'
import { cliErrors } from '../cli-errors.ts'
import { renderHosts, renderRecycled, renderSupervision } from '../render/render-hosts.ts'
import type { RegisterCommands } from './register.ts'
import { actorOf } from './session.ts'

const lookEveryMs = 250
/** A fresh host has a minute to come up; then its supervisor gives it up, and says so. */
const patienceMs = 90_000

/** `hosts`, `hosts recycle` and `hosts history`. */
export const registerHostCommands: RegisterCommands = (program, handle) => {
  const hosts = program.command('hosts').description('the hosts that serve this database')
  handle(hosts, async ({ control }) => renderHosts(await control.listHosts()))
  handle<[], { readonly reason: string }>(
    hosts.command('recycle').description('put a fresh host in the place of the one that answers, without a failed request; barred versions are tried again')
      .requiredOption('--reason <reason>', 'why; kept in its history'),
    async (session, { options: { reason } }) => {
      const { recycleHost, hostSupervision } = session.control
      if (recycleHost === undefined || hostSupervision === undefined) throw cliErrors.HOST_NEEDED({ command: 'tenon hosts recycle' })
      const before = await recycleHost(actorOf(session, reason))
      return renderRecycled(await session.world.whileWorking('A fresh host is starting', () => untilReplaced(hostSupervision, before.generation)))
    },
  )
  handle(hosts.command('history').description('which hosts followed each other behind the port of the one that answers, why, and which versions are barred'), async ({ control }) => {
    if (control.hostSupervision === undefined) throw cliErrors.HOST_NEEDED({ command: 'tenon hosts history' })
    return renderSupervision(await control.hostSupervision())
  })
}

/** Asks whoever answers until a replacement newer than `generation` has ended. The host in between may close the connection that asks. */
async function untilReplaced(ask: NonNullable<ControlPlane['hostSupervision']>, generation: number): Promise<Supervision> {
  const giveUpAt = performance.now() + patienceMs
  for (;;) {
    const supervision = await ask().catch((error: unknown) => {
      if (isTenonError(error) && error.code === 'HOST_UNREACHABLE' && performance.now() < giveUpAt) return null
      throw error
    })
    const [newest] = supervision?.replacements ?? []
    if (supervision !== null && newest !== undefined && newest.generation > generation && newest.outcome !== 'running') return supervision
    if (performance.now() >= giveUpAt) throw cliErrors.RECYCLE_UNFINISHED({ seconds: patienceMs / 1_000 })
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
}
