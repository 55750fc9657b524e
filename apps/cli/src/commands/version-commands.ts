import { cliErrors } from '../cli-errors.ts'
import { renderMemory } from '../render/render-memory.ts'
import { renderVersions } from '../render/render-versions.ts'
import type { RegisterCommands } from './register.ts'

/** `versions`. */
export const registerVersionCommands: RegisterCommands = (program, handle) => {
  handle<[], { readonly memory?: true }>(
    program.command('versions').description('which module versions a host runs, their calls in flight, what drains and who is cut off')
      .option('--memory', 'what their objects hold instead; costs the host one full collection of garbage'),
    async ({ control }, { options: { memory } }) => {
      if (control.hostVersions === undefined) throw cliErrors.HOST_NEEDED({ command: 'tenon versions' })
      if (memory === true && control.hostMemory !== undefined) return renderMemory(await control.hostMemory())
      return renderVersions(await control.hostVersions())
    },
  )
}
