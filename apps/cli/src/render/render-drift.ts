import type { SchemaDifference, TenantDrift } from '@tenon/model'
import type { DriftReport, NotCompared } from '@tenon/registry'
import type { Report } from '../report.ts'
import { lineOf } from './columns.ts'
import type { Paint } from './paint.ts'
import { dataVersion as inName } from './render-status.ts'
import { plural, someOf } from './words.ts'

/** Whose data is not as it should be, object by object. The exit code is 1 when there is any, or when somebody could not be compared. */
export function renderDrift(report: DriftReport, tenantId: string | null): Report {
  const { drifted, notCompared } = report
  return {
    json: report,
    lines: [...drifted.flatMap(driftLines), ...notCompared.flatMap(notComparedLines)],
    page: (paint) => [...drifted.map((drift) => driftBlock(drift, paint)), ...notCompared.map((some) => notComparedBlock(some, paint)), summaryOf(report, tenantId, paint)].join('\n\n'),
    exitCode: drifted.length + notCompared.length > 0 ? 1 : 0,
  }
}

/** An object as people name it: `index by_hand`, `schema grants`. */
function objectInWords({ object, name }: SchemaDifference): string {
  return name === '' ? object : `${object} ${name}`
}

function driftLines({ target, differences }: TenantDrift): readonly string[] {
  return differences.map((difference) => lineOf(target.tenantId, target.module, difference.kind, objectInWords(difference), definitionsInWords(difference)))
}

function definitionsInWords({ expected, actual }: SchemaDifference): string {
  return [expected === null ? '' : `expected: ${onOneLine(expected)}`, actual === null ? '' : `found: ${onOneLine(actual)}`].filter((part) => part !== '').join('  ')
}

function onOneLine(definition: string): string {
  return definition.replaceAll(/\s+/g, ' ')
}

function notComparedLines({ module, version, tenantIds, code, reason }: NotCompared): readonly string[] {
  return tenantIds.map((tenantId) => lineOf(tenantId, module, 'not-compared', version, code, reason))
}

function driftBlock({ target, dataVersion, differences }: TenantDrift, paint: Paint): string {
  const heading = `${paint.bold(target.tenantId)}   ${target.module}   ${paint.dim(`data ${inName(dataVersion)}`)}   ${paint.red(`${plural(differences.length, 'object')} not as its migrations made ${differences.length === 1 ? 'it' : 'them'}`)}`
  return [heading, ...differences.flatMap((difference) => differenceLines(difference, paint))].join('\n')
}

function differenceLines(difference: SchemaDifference, paint: Paint): readonly string[] {
  const { kind, expected, actual } = difference
  const definitions = [...definitionLines('expected', expected, paint.green), ...definitionLines('found', actual, paint.red)]
  return [`  ${paint.yellow(kind.padEnd(9))}  ${paint.bold(objectInWords(difference))}`, ...definitions.map((line) => `             ${line}`)]
}

function definitionLines(label: string, definition: string | null, color: (text: string) => string): readonly string[] {
  return (definition ?? '').split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [`${(index === 0 ? label : '').padEnd(8)}  ${color(line)}`]))
}

function notComparedBlock({ module, version, tenantIds, code, reason }: NotCompared, paint: Paint): string {
  return [`${paint.bold(`${module} ${version}`)}   ${paint.yellow(`not compared for ${someOf(tenantIds, 3)}`)}`, `  ${paint.bold(code)}  ${reason}`].join('\n')
}

function summaryOf({ compared, drifted, notCompared }: DriftReport, tenantId: string | null, paint: Paint): string {
  const what = `${tenantId ?? 'All tenants'}: ${plural(compared, 'module')} compared`
  if (drifted.length + notCompared.length === 0) return `${what}, ${paint.green(compared === 0 ? 'nothing is installed' : 'all as the migrations made it')}.`
  const advice = drifted.length === 0 ? '' : ' No plan is applied over it: bring these objects back, or apply with --accept-drift and a reason.'
  return paint.bold(`${what}, ${drifted.length} drifted.`) + advice
}
