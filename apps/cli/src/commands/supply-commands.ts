import type { NoticeChange, Severity } from '@tenon/model'
import { Option } from 'commander'
import { cliErrors } from '../cli-errors.ts'
import { renderAdvisories, renderAdvisory } from '../render/render-advisories.ts'
import { renderExits, renderExposure } from '../render/render-exposure.ts'
import { renderNotice } from '../render/render-notice.ts'
import { renderSkew } from '../render/render-skew.ts'
import type { RegisterCommands } from './register.ts'
import { actorOf } from './session.ts'

interface AdvisoryOptions {
  readonly module: string
  readonly range: string
  readonly severity: Severity
  readonly title: string
  readonly fixedIn?: string
  readonly url?: string
}

const changes: readonly (readonly [NoticeChange, string])[] = [
  ['deprecate', 'call a version deprecated: chosen only when it is named; moves no tenant'],
  ['yank', 'yank a version: chosen for nobody new, kept where it runs; moves no tenant'],
  ['restore', 'take back what was said of a version here; moves no tenant'],
]

/** `module deprecate`, `module yank`, `module restore`, `advisory`, `exposure` and `skew`. */
export const registerSupplyCommands: RegisterCommands = (program, handle) => {
  const module = program.commands.find((command) => command.name() === 'module') ?? program.command('module')
  for (const [change, description] of changes) {
    handle<[string], { readonly reason: string }>(
      module.command(change).description(description).argument('<module@version>', 'such as inventory@1.4.2').requiredOption('--reason <reason>', 'why; kept with it'),
      async (session, { args: [spec], options: { reason } }) => renderNotice(spec, await session.control.noteVersion({ ...versionSpec(spec, `tenon module ${change}`), change, ...actorOf(session, reason) })),
    )
  }
  registerAdvisoryCommands(program, handle)
  handle<[string?], { readonly plan?: true; readonly reason: string }>(
    program.command('exposure').description('which tenants run a version with a known flaw, or a yanked one, and the way out for each; moves no tenant')
      .argument('[advisory or module@version]', 'default: every advisory that holds and every yanked version')
      .option('--plan', 'save a plan for each of them; applies none')
      .option('--reason <reason>', 'why, for the plans', 'exit from an exposed version'),
    async (session, { args: [subject], options: { plan, reason } }) =>
      (plan === true ? renderExits(await session.control.planExits(subject, actorOf(session, reason))) : renderExposure(await session.control.exposure(subject))),
  )
  handle<[], { readonly maxLines?: number; readonly maxAge?: number }>(
    program.command('skew').description('how far tenants are apart: live lines of each module, their age, what holds whom back; exit code 1 past the budget')
      .option('--max-lines <number>', "live lines of a module (default: the host's budget)", wholeNumber('--max-lines'))
      .option('--max-age <days>', "age of the versions in use, but for the newest line (default: the host's budget)", wholeNumber('--max-age')),
    async ({ control }, { options: { maxLines, maxAge } }) =>
      renderSkew(await control.skew({ ...(maxLines !== undefined && { maxLiveLines: maxLines }), ...(maxAge !== undefined && { maxAgeDays: maxAge }) })),
  )
}

const registerAdvisoryCommands: RegisterCommands = (program, handle) => {
  const advisory = program.command('advisory').description('known flaws in versions; none of them moves a tenant')
  handle<[], AdvisoryOptions>(
    advisory.command('add').description('make a flaw known')
      .requiredOption('--module <module>')
      .requiredOption('--range <range>', 'versions with the flaw, such as "<1.4.3"')
      .addOption(new Option('--severity <severity>').choices(['low', 'moderate', 'high', 'critical']).makeOptionMandatory())
      .requiredOption('--title <title>', 'what is wrong, in a line')
      .option('--fixed-in <version>', 'first version without it')
      .option('--url <url>', 'where to read more'),
    async ({ control, actor }, { options: { fixedIn = null, url = null, ...options } }) => renderAdvisory(await control.addAdvisory({ ...options, fixedIn, url, actor })),
  )
  handle(
    advisory.command('list').description('list advisories, newest first, the withdrawn ones too'),
    async ({ control }) => renderAdvisories(await control.listAdvisories()),
  )
  handle<[string], { readonly reason: string }>(
    advisory.command('withdraw').description('withdraw an advisory; it stays in the list').argument('<advisory>').requiredOption('--reason <reason>', 'why'),
    async (session, { args: [id], options: { reason } }) => renderAdvisory(await session.control.withdrawAdvisory(id, actorOf(session, reason))),
  )
}

function versionSpec(text: string, command: string): { readonly module: string; readonly version: string } {
  const [module = '', version = '', ...rest] = text.split('@')
  if (module !== '' && /^\d/.test(version) && rest.length === 0) return { module, version }
  throw cliErrors.USAGE_WRONG({ message: `"${text}" is not module@version, such as inventory@1.4.2`, command })
}

function wholeNumber(option: string): (text: string) => number {
  return (text) => {
    if (/^\d{1,6}$/.test(text)) return Number(text)
    throw cliErrors.USAGE_WRONG({ message: `${option} takes a whole number, not "${text}"`, command: 'tenon skew' })
  }
}
