import type { DoctorFinding, RenewedGuards } from '@tenon/migrator'
import type { Report } from '../report.ts'
import { alignColumns, lineOf } from './columns.ts'
import type { Paint } from './paint.ts'
import { plural } from './words.ts'

/** What the doctor found: for a person what is wrong with why and what to do, then what is in order; for a pipe one line each. */
export function renderDoctor(findings: readonly DoctorFinding[]): Report {
  const of = (verdict: DoctorFinding['verdict']) => findings.filter((finding) => finding.verdict === verdict)
  const [problems, advice, ok] = [of('problem'), of('advice'), of('ok')]
  const summary = `${plural(problems.length, 'problem')}, ${advice.length} advice, ${ok.length} in order.`
  return {
    json: { problems: problems.length, advice: advice.length, findings },
    lines: [...findings.map(({ check, verdict, found, next }) => lineOf(verdict, check, found, next)), summary],
    page: (paint) => [...[...problems, ...advice].map((finding) => faultBlock(finding, paint)), okList(ok, paint), paint.bold(summary)].filter((part) => part !== '').join('\n\n'),
    exitCode: problems.length > 0 ? 1 : 0,
  }
}

/** Whose guards were renewed, and who has to be asked again. */
export function renderRenewedGuards({ renewed, busy }: RenewedGuards): Report {
  const summary = renewed.length + busy.length === 0 ? 'Every guard is of this release.' : `${plural(renewed.length, 'guard')} renewed.`
  const again = busy.length === 0 ? [] : [`${plural(busy.length, 'schema')} in use for longer than half a second: ${busy.join(', ')}. Run this again.`]
  return {
    json: { renewed, busy },
    lines: [...renewed.map((table) => lineOf('renewed', table)), ...busy.map((schema) => lineOf('busy', schema)), summary],
    page: (paint) => [paint.bold(summary), ...again.map((line) => paint.yellow(line))].join('\n'),
    exitCode: busy.length > 0 ? 1 : 0,
  }
}

function faultBlock({ check, verdict, found, why, next }: DoctorFinding, paint: Paint): string {
  const color = verdict === 'problem' ? paint.red : paint.yellow
  return [
    `${color(paint.bold(verdict))}  ${paint.bold(check)}  ${found}`,
    `  ${paint.dim('why')}   ${why}`,
    `  ${paint.dim('next')}  ${paint.green(next)}`,
  ].join('\n')
}

function okList(findings: readonly DoctorFinding[], paint: Paint): string {
  return alignColumns(findings.map(({ check, found }) => [paint.green('ok'), check, paint.dim(found)])).join('\n')
}
