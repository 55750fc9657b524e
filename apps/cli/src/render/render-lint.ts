import { join } from 'node:path'
import type { LintIssue } from '@tenon/migrator/authoring'
import type { LintedModule } from '../authoring/lint-module.ts'
import type { Report } from '../report.ts'
import { lineOf } from './columns.ts'
import type { Paint } from './paint.ts'
import { plural } from './words.ts'

/** What the lint says: for a person each finding with why and the safer form, for a pipe one line each. */
export function renderLint({ migrations, issues }: LintedModule, directory: string): Report {
  const errors = countOf(issues, 'error')
  const warnings = countOf(issues, 'warning')
  const summary = issues.length === 0 ? `${plural(migrations, 'migration')}, nothing to say against them.` : `${plural(errors, 'error')}, ${plural(warnings, 'warning')} in ${plural(migrations, 'migration')}.`
  return {
    json: { migrations, errors, warnings, issues },
    lines: [...lintLines(issues, directory), summary],
    page: (paint) => [...issues.map((issue) => issueBlock(issue, directory, paint)), paint.bold(summary)].join('\n\n'),
    exitCode: errors > 0 ? 1 : 0,
  }
}

/** One line per finding: `file:line  severity  CODE  what`. */
export function lintLines(issues: readonly LintIssue[], directory: string): readonly string[] {
  return issues.map(({ file, line, severity, code, what }) => lineOf(`${join(directory, file)}:${line}`, severity, code, what))
}

/** One finding for a person: where, what, why, and what to write instead. */
export function issueBlock({ file, line, severity, code, what, why, saferForm }: LintIssue, directory: string, paint: Paint): string {
  const color = severity === 'error' ? paint.red : paint.yellow
  return [
    `${paint.cyan(`${join(directory, file)}:${line}`)}`,
    `  ${color(paint.bold(severity))}  ${paint.bold(code)}  ${what}`,
    `  ${paint.dim('why')}    ${why}`,
    `  ${paint.dim('safer')}  ${paint.green(saferForm)}`,
  ].join('\n')
}

function countOf(issues: readonly LintIssue[], severity: LintIssue['severity']): number {
  return issues.filter((issue) => issue.severity === severity).length
}
