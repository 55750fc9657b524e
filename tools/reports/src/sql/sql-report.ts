import type { SchemaFacts, TableFacts } from './schema-facts.ts'

/** What the page is about. */
export interface SqlReportOptions {
  readonly packageName: string
  /** One sentence: which schema this is, after what. */
  readonly subject: string
  /** Lines above the tables, such as the migrations that led here. */
  readonly preface?: readonly string[]
}

/** The page `report.sql.md`: a schema as reviewers read it. Pure; equal schemas give equal pages. */
export function sqlReport(facts: SchemaFacts, options: SqlReportOptions): string {
  return [
    `# SQL of ${options.packageName}\n`,
    `${options.subject} Written by \`npm run reports\` on a real PostgreSQL. Do not edit.\n`,
    ...list('Migrations', options.preface ?? []),
    ...facts.tables.map(renderTable),
    ...list('Views', facts.views.map(code)),
    ...list('Functions', facts.functions.map(code)),
    ...list('Enums', facts.enums.map(code)),
  ].join('\n')
}

function renderTable(table: TableFacts): string {
  const columns = table.columns.map((column) => `| \`${column.name}\` | ${column.type} | ${column.nullable ? 'yes' : 'no'} | ${column.default === null ? '' : cell(column.default)} |`)
  const parts = [...part('Constraints', table.constraints), ...part('Indexes', table.indexes), ...part('Triggers', table.triggers), ...part('Policies', table.policies), ...part('Grants', table.grants)]
  return [`## \`${table.name}\`\n`, '| column | type | null | default |', '| --- | --- | --- | --- |', ...columns, '', `Row security: ${table.rowSecurity}`, '', ...parts].join('\n')
}

function part(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, '', ...lines.map((line) => `- ${code(line)}`), '']
}

function list(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`## ${title}\n`, ...lines.map((line) => `- ${line}`), '']
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``
}

function cell(text: string): string {
  return code(text).replaceAll('|', '\\|')
}
