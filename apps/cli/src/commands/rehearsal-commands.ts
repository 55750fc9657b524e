import { cliErrors } from '../cli-errors.ts'
import { renderDrift } from '../render/render-drift.ts'
import { renderRehearsal, stageInWords } from '../render/render-rehearsal.ts'
import { parseModuleSpec } from './module-spec.ts'
import type { RegisterCommands } from './register.ts'

interface RehearseOptions {
  readonly seed?: number
  readonly maxRows?: number
  readonly lockBudget?: number
}

/** `rehearse` and `drift`. */
export const registerRehearsalCommands: RegisterCommands = (program, handle) => {
  handle<[string, string], RehearseOptions>(
    program.command('rehearse').description("move a copy of the tenant's data up, down and up again, and say what would go wrong; changes nothing")
      .argument('<tenant>').argument('<module@version>', 'such as inventory@2.0.0')
      .option('--seed <number>', 'another seed writes other rows in between (default: 1)', countOf('--seed'))
      .option('--max-rows <number>', 'past this many a sample is rehearsed (default: 200,000)', countOf('--max-rows'))
      .option('--lock-budget <ms>', 'longest time that requests may wait for a table (default: 500)', countOf('--lock-budget')),
    async ({ control, world, json }, { args: [tenantId, spec], options: { lockBudget, ...options } }) => {
      const { module, range: version } = parseModuleSpec(spec, 'tenon rehearse')
      const request = { tenantId, module, version, ...options, ...(lockBudget === undefined ? {} : { lockBudgetMs: lockBudget }) }
      const rehearsal = json || !world.isTerminal
        ? await control.rehearse(request)
        : await world.whileWorking(`rehearsing ${module} ${version} on a copy of the data of ${tenantId}`, (say) => control.rehearse({ ...request, onProgress: (progress) => say(stageInWords(progress)) }))
      return renderRehearsal(rehearsal, version)
    },
  )
  handle<[string?]>(
    program.command('drift').description('what in the data of a tenant, or of every one, is not as its migrations made it')
      .argument('[tenant]'),
    async ({ control }, { args: [tenantId] }) => renderDrift(await control.drift(tenantId), tenantId ?? null),
  )
}

/** Reads a whole number that is not negative. @throws USAGE_WRONG */
function countOf(option: string): (text: string) => number {
  return (text) => {
    const count = Number(text.replaceAll(/[,_]/g, ''))
    if (/^\d/.test(text) && Number.isSafeInteger(count)) return count
    throw cliErrors.USAGE_WRONG({ message: `${option} takes a whole number, not "${text}"`, command: 'tenon rehearse' })
  }
}
