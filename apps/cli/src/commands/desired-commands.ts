import { readFile, writeFile } from 'node:fs/promises'
import { isTenonError } from '@tenon/model'
import type { DesiredState, ImportPlan } from '@tenon/model'
import { cliErrors } from '../cli-errors.ts'
import { parseDesiredFile } from '../desired/parse-desired-file.ts'
import type { FileIssue } from '../desired/parse-desired-file.ts'
import { writeDesiredFile } from '../desired/write-desired-file.ts'
import { renderImportPlan, renderImportRun } from '../render/render-import.ts'
import { plural } from '../render/words.ts'
import type { Report } from '../report.ts'
import type { RegisterCommands } from './register.ts'
import { actorOf } from './session.ts'
import type { Session } from './session.ts'

interface ImportOptions {
  readonly prune?: true
  readonly apply?: true
  readonly reason?: string
}

/** `export` and `import`. */
export const registerDesiredCommands: RegisterCommands = (program, handle) => {
  handle<[string?], { readonly tenant?: string }>(
    program.command('export').description('write what holds as a file to review: organizations, tenants, versions, pins, channels, grants, settings')
      .argument('[file]', 'written into, its comments kept; left out, it goes to standard output')
      .option('--tenant <tenant>', 'of this tenant alone'),
    async ({ control }, { args: [file], options: { tenant } }) => exportTo(file, await control.exportState(tenant)),
  )
  const importing = program.command('import').description('compare a file with what holds, show and save what it would change; with --apply, do it')
    .argument('<file>')
    .option('--prune', 'also take away pins, channels, settings and grants that the file leaves out; never a tenant, a module or data')
    .option('--apply', 'carry it out at once')
    .option('--reason <reason>', 'why; needed with --apply, recorded with every change')
  handle<[string], ImportOptions>(importing, (session, { args: [file], options }) => importFile(session, file, options))
  handle<[string], { readonly reason: string }>(
    importing.command('apply').description('carry out a saved import; refused when something it rests on changed').argument('<import>', 'id of the import')
      .requiredOption('--reason <reason>', 'why; recorded with every change'),
    async (session, { args: [id], options: { reason } }) => applied(session, (await session.control.getImport(id)).plan, reason),
  )
}

async function exportTo(file: string | undefined, state: DesiredState): Promise<Report> {
  const before = file === undefined ? null : await readFile(file, 'utf8').catch(() => null)
  const text = writeDesiredFile(state, before)
  if (file === undefined) return { json: state, lines: text.trimEnd().split('\n'), page: () => text.trimEnd() }
  await writeFile(file, text)
  const done = `${plural(Object.keys(state.tenants ?? {}).length, 'tenant')} written to ${file}`
  return { json: state, lines: [done], page: () => `${done}${before === null ? '' : '; its comments are kept'}` }
}

async function importFile(session: Session, file: string, { prune, apply, reason }: ImportOptions): Promise<Report> {
  if (apply === true && reason === undefined) throw cliErrors.USAGE_WRONG({ message: 'to apply an import needs a --reason', command: 'tenon import' })
  const plan = await planned(session, file, { prune: prune === true, reason: reason ?? 'imported by hand' })
  const shown = renderImportPlan(plan)
  if (plan.changes.length === 0) return shown
  if (plan.conflicts.length > 0) return { ...shown, page: (paint) => `${shown.page(paint)}Nothing was changed. Change the file, or what stands against it, and import it again.` }
  if (apply !== true) return { ...shown, page: (paint) => `${shown.page(paint)}Apply with: ${paint.bold(`tenon import apply ${plan.id} --reason ...`)}` }
  session.show(shown)
  return applied(session, plan, reason ?? '')
}

/** What the registry finds wrong is told with line and column as well. */
async function planned({ control, actor }: Session, file: string, options: { readonly prune: boolean; readonly reason: string }): Promise<ImportPlan> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => { throw cliErrors.FILE_UNREADABLE({ file }, { cause }) })
  const { desired, refusal } = parseDesiredFile(file, text)
  return control.planImport({ desired, ...options, actor }).catch((error: unknown) => {
    if (!isTenonError(error) || error.code !== 'DESIRED_STATE_INVALID') throw error
    throw refusal((error.problem.details as { readonly issues: readonly FileIssue[] }).issues)
  })
}

async function applied(session: Session, plan: ImportPlan, reason: string): Promise<Report> {
  const run = await session.world.whileWorking(`import ${plan.id}`, () => session.control.applyImport(plan.id, actorOf(session, reason)))
  return renderImportRun(plan, run)
}
