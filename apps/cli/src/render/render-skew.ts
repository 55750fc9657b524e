import type { HoldCause, SkewReport } from '@tenon/registry'
import type { Report } from '../report.ts'
import { alignColumns, lineOf } from './columns.ts'
import type { Paint } from './paint.ts'
import { countInWords, dayOf, plural, someOf } from './words.ts'

type ModuleSkew = SkewReport['modules'][number]
type LiveLine = ModuleSkew['lines'][number]

/** Characters of the longest bar. */
const barWidth = 24

/** Live lines as bars, what holds whom back, and what exceeds the budget. The exit code is 1 when something does. */
export function renderSkew(report: SkewReport): Report {
  return {
    json: report,
    lines: [
      ...report.modules.flatMap(({ module, lines }) => lines.map((line) => lineOf(module, line.line, plural(line.tenants, 'tenant'), ageInWords(line), line.isNewest ? 'newest' : line.holds.map(({ cause, tenantIds }) => `${tenantIds.length} ${causeInWords(cause)}`).join(', ')))),
      ...report.excesses.map((excess) => lineOf('exceeds', excess.module, excessInWords(excess))),
    ],
    page: (paint) => pageOf(report, paint),
    exitCode: report.excesses.length > 0 ? 1 : 0,
  }
}

function pageOf(report: SkewReport, paint: Paint): string {
  if (report.modules.length === 0) return 'No tenant runs a module yet.'
  return [...report.modules.map((module) => moduleBlock(module, report, paint)), summaryOf(report, paint)].join('\n\n')
}

function moduleBlock({ module, newest, lines }: ModuleSkew, report: SkewReport, paint: Paint): string {
  const most = Math.max(...lines.map(({ tenants }) => tenants))
  const tooMany = report.excesses.some((excess) => excess.kind === 'lines' && excess.module === module)
  const live = `${plural(lines.length, 'live line')}${report.budget.maxLiveLines === null ? '' : ` of ${report.budget.maxLiveLines}`}`
  const heading = `${paint.bold(module)}   newest ${newest ?? 'none'}   ${tooMany ? paint.red(live) : paint.dim(live)}`
  const isOld = (line: LiveLine) => report.excesses.some((excess) => excess.kind === 'age' && excess.module === module && excess.line === line.line)
  const rows = alignColumns(lines.map((line) => [
    line.line, line.isNewest ? paint.green(bar(line.tenants, most)) : paint.yellow(bar(line.tenants, most)), countInWords(line.tenants).padStart(6),
    (isOld(line) ? paint.red : paint.dim)(ageInWords(line)), line.isNewest ? paint.green('newest') : paint.dim(someOf(line.versions, 3)),
  ]))
  return [heading, ...lines.flatMap((line, index) => [`  ${rows[index] ?? ''}`, ...holdLines(line, paint)])].join('\n')
}

function holdLines({ holds }: LiveLine, paint: Paint): readonly string[] {
  return holds.map(({ cause, tenantIds }) => `${' '.repeat(8)}${paint.dim('held by')} ${causeInWords(cause)}   ${paint.dim(someOf(tenantIds, 3))}`)
}

/** Eighths of a character, so that one tenant of five thousand is still seen. */
function bar(tenants: number, most: number): string {
  const eighths = Math.max(1, Math.round((tenants / most) * barWidth * 8))
  const rest = eighths % 8
  return ('█'.repeat(Math.floor(eighths / 8)) + (rest === 0 ? '' : String.fromCodePoint(0x2590 - rest))).padEnd(barWidth)
}

function ageInWords({ ageDays }: LiveLine): string {
  return ageDays === null ? 'of unknown age' : `${plural(ageDays, 'day')} old`
}

function causeInWords(cause: HoldCause): string {
  switch (cause.kind) {
    case 'pin':
      return `pin ${cause.range} by ${cause.owner}${cause.expiresAt === null ? '' : `, ${cause.expired ? 'expired' : 'until'} ${dayOf(cause.expiresAt)}`} ("${cause.reason}")`
    case 'min-from':
      return `the newest takes nobody from below ${cause.minFrom}`
    case 'requires':
      return `${cause.module} ${cause.versions.join(', ')}, which needs ${cause.interface}@${cause.range}`
    case 'host':
      return `this host: the newest needs ${cause.needs}`
    case 'conflict':
      return cause.sentences.join(' ')
    case 'nothing':
      return 'nothing'
    default:
      return cause satisfies never
  }
}

function excessInWords(excess: SkewReport['excesses'][number]): string {
  if (excess.kind === 'lines') return `${plural(excess.live, 'live line')}, ${excess.limit} allowed`
  return `${excess.line} is ${plural(excess.ageDays, 'day')} old, ${excess.limit} allowed; ${plural(excess.tenants, 'tenant')}`
}

function summaryOf({ excesses, budget }: SkewReport, paint: Paint): string {
  if (excesses.length > 0) return [paint.red('Past the budget:'), ...excesses.map((excess) => `  ${excess.module}   ${excessInWords(excess)}`)].join('\n')
  return budget.maxLiveLines === null && budget.maxAgeDays === null ? paint.dim('No budget is set: --max-lines, --max-age, or the host.') : paint.green('Within the budget.')
}
