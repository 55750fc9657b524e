import { join } from 'node:path'
import type { MigrationDraft, MigrationText } from '@tenon/migrator/authoring'
import type { Report } from '../report.ts'
import type { Paint } from './paint.ts'
import { issueBlock, lintLines } from './render-lint.ts'
import { plural } from './words.ts'

/** Where a draft went. */
export interface RenderDraftOptions {
  readonly directory: string
  /** True when the files are shown and not written. */
  readonly print: boolean
}

/** A draft: its files, what it does to data, whether it leads up and back, and what the lint says of it. */
export function renderDraft(draft: MigrationDraft, options: RenderDraftOptions): Report {
  const { migrations, warnings, kept, issues, failure } = draft
  if (migrations.length === 0) {
    const nothing = 'schema.prisma says what the migrations make: there is nothing to draft.'
    return { json: draft, lines: [nothing], page: (paint) => [nothing, ...keptLines(kept, paint)].join('\n') }
  }
  const files = migrations.flatMap((migration) => filesOf(migration, options.directory))
  return {
    json: draft,
    lines: [...files.map(({ path }) => `${options.print ? 'draft' : 'wrote'}  ${path}`), ...warnings.map((warning) => `data  ${warning}`), ...(failure === null ? [] : [`failed  ${failure}`]), ...lintLines(issues, options.directory)],
    page: (paint) => [
      ...(options.print ? files.map(({ path, text }) => `${paint.cyan(path)}\n${indented(text.trimEnd())}`) : [['Wrote:', ...files.map(({ path }) => `  ${paint.green(path)}`)].join('\n')]),
      ...(warnings.length > 0 ? [[paint.bold('What it does to data:'), ...warnings.map((warning) => `  ${paint.yellow(warning)}`)].join('\n')] : []),
      ...(keptLines(kept, paint).length > 0 ? [keptLines(kept, paint).join('\n')] : []),
      ...issues.map((issue) => issueBlock(issue, options.directory, paint)),
      failure === null ? paint.green('Tried on an empty schema: up, down and up again lead to the same shapes.') : `${paint.red(paint.bold('Tried on an empty schema, and it failed:'))} ${failure}`,
      `Read it, edit it, then run ${paint.bold('tenon migration lint')}. A published migration never changes.`,
    ].join('\n\n'),
  }
}

function filesOf({ name, up, down }: MigrationText, directory: string): readonly { readonly path: string; readonly text: string }[] {
  const path = (file: string) => join(directory, 'prisma/migrations', name, file)
  return [{ path: path('migration.sql'), text: up }, ...(down === null ? [] : [{ path: path('down.sql'), text: down }])]
}

function keptLines(kept: readonly string[], paint: Paint): readonly string[] {
  if (kept.length === 0) return []
  const counts = Map.groupBy(kept, (what) => what.split(' of ')[0]?.split(' ')[0] ?? '')
  const words = [...counts].map(([kind, each]) => plural(each.length, kind === 'foreign' ? 'foreign key' : kind))
  return [paint.dim(`Stay as the migrations' SQL made them, though schema.prisma says otherwise: ${words.join(', ')}.`)]
}

function indented(text: string): string {
  return text.split('\n').map((line) => (line === '' ? '' : `  ${line}`)).join('\n')
}
