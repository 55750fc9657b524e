import type { Exposure, ExposureReport, ExposureSubject, PlannedExit } from '@tenon/registry'
import type { Report } from '../report.ts'
import { lineOf, renderTable } from './columns.ts'
import type { Paint } from './paint.ts'
import { advisoryInWords } from './render-advisories.ts'
import { dayOf, plural } from './words.ts'

/** Who is exposed to what, and the way out for each. The exit code is 1 when somebody is. */
export function renderExposure(report: ExposureReport): Report {
  return {
    json: report,
    lines: report.exposed.map((it) => lineOf(it.tenantId, it.organizationId, it.clientType, `${it.module}@${it.version}`, it.subjects.join(','), `since ${dayOf(it.since)}`, it.pin === null ? 'no pin' : `pinned ${it.pin.range} by ${it.pin.owner}`, fixInLine(it))),
    page: (paint) => [...report.subjects.map((subject) => subjectInWords(subject, paint)), '', exposedPage(report, paint)].join('\n'),
    exitCode: report.exposed.length > 0 ? 1 : 0,
  }
}

/** The plans that were saved. */
export function renderExits(exits: readonly PlannedExit[]): Report {
  return {
    json: exits,
    lines: exits.map(({ tenantId, targets, plan, problem }) => lineOf(tenantId, targetsInWords(targets), plan?.id ?? '', problem === null ? 'planned' : problem.code)),
    page: (paint) => exitsPage(exits, paint),
    exitCode: exits.some(({ problem }) => problem !== null) ? 1 : 0,
  }
}

function subjectInWords(subject: ExposureSubject, paint: Paint): string {
  if (subject.kind === 'advisory') return advisoryInWords(subject, paint)
  return [paint.bold(subject.id), subject.status === 'available' ? 'available' : paint.yellow(subject.status), subject.reason === null ? '' : `"${subject.reason}"`].filter((part) => part !== '').join('   ')
}

function exposedPage({ subjects, exposed }: ExposureReport, paint: Paint): string {
  if (subjects.length === 0) return paint.green('No flaw is known and no version is yanked.')
  if (exposed.length === 0) return paint.green('Nobody runs any of it.')
  const rows = exposed.map((it) => [
    paint.bold(it.tenantId), it.organizationName, it.clientType, `${it.module} ${it.version}`, dayOf(it.since),
    it.pin === null ? paint.dim('no pin') : `${it.pin.range} by ${it.pin.owner}${it.pin.expiresAt === null ? '' : ` until ${dayOf(it.pin.expiresAt)}`}`, fixInWords(it, paint),
  ])
  const obstacles = [...new Set(exposed.flatMap(({ fix }) => (fix.version === null ? [] : fix.why)))]
  const ready = exposed.filter(({ fix }) => fix.resolves || fix.instead !== null).length
  return [
    renderTable(['tenant', 'organization', 'type', 'runs', 'since', 'pin', 'way out'], rows, paint),
    ...(obstacles.length === 0 ? [] : ['', ...obstacles.map((why) => `  ${paint.yellow(why)}`)]),
    '', `${plural(exposed.length, 'exposure')}, ${ready} with a way out. Plan them all, moving nobody: tenon exposure --plan`,
  ].join('\n')
}

function fixInWords({ fix }: Exposure, paint: Paint): string {
  if (fix.version === null) return paint.red('none yet')
  if (fix.resolves) return paint.green(fix.version)
  return fix.instead === null ? paint.yellow(`${fix.version}, held back`) : `${paint.green(fix.instead)} ${paint.dim(`(${fix.version} is held back)`)}`
}

function fixInLine({ fix }: Exposure): string {
  if (fix.version === null) return 'no fix'
  if (fix.resolves) return `fix ${fix.version}`
  return fix.instead === null ? `held back from ${fix.version}` : `fix ${fix.instead}`
}

function exitsPage(exits: readonly PlannedExit[], paint: Paint): string {
  if (exits.length === 0) return 'Nobody who is exposed has a way out yet, or nobody is. Look at: tenon exposure'
  const rows = exits.map(({ tenantId, targets, plan, problem }) => [paint.bold(tenantId), targetsInWords(targets), plan === null ? paint.red(problem?.title ?? '') : `tenon apply ${plan.id}`])
  return [renderTable(['tenant', 'to', 'apply with'], rows, paint), '', 'Nobody was moved.'].join('\n')
}

function targetsInWords(targets: PlannedExit['targets']): string {
  return Object.entries(targets).map(([module, version]) => `${module}@${version}`).join(' ')
}
