import type { z } from '@tenon/module-sdk/http'
import { CsvError, parse } from 'csv-parse/sync'
import { errors } from '../errors.ts'
import { withoutFormulaGuard } from './formula-guard.ts'
import type { LineIssue } from './line-issue.ts'

/** A line that fits, with its place in the file. */
export interface CsvLine<Row> {
  readonly line: number
  readonly row: Row
}

/** What a file held: the lines that fit and everything wrong with the others. */
export interface CsvReading<Row> {
  readonly lines: readonly CsvLine<Row>[]
  readonly issues: readonly LineIssue[]
}

/** Most lines one file may hold, so that an import fits into one transaction. */
const mostLines = 10_000

interface RawLine {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/**
 * Reads comma separated values with a header line; columns may stand in any order, unknown ones are ignored.
 * Empty values count as absent. Every bad line is reported, not just the first.
 * @throws CSV_MALFORMED when quotes do not match up or a character cannot be stored
 */
export function readCsv<Schema extends z.ZodObject>(text: string, schema: Schema): CsvReading<z.output<Schema>> {
  const [header, ...body] = parseLines(text)
  const missing = missingColumns(header?.record ?? [], schema)
  if (header === undefined || missing.length > 0) return { lines: [], issues: missing }
  if (body.length > mostLines) return { lines: [], issues: [{ line: mostLines + 2, column: null, message: `is too many: a file holds at most ${mostLines} lines` }] }
  const read = body.map((raw) => readLine(raw, header.record, schema))
  return { lines: read.flatMap((line) => ('row' in line ? [line] : [])), issues: read.flatMap((line) => ('row' in line ? [] : line.issues)) }
}

function parseLines(text: string): readonly RawLine[] {
  if (text.includes('\0')) throw errors.CSV_MALFORMED({ line: text.slice(0, text.indexOf('\0')).split('\n').length, reason: 'it holds the character U+0000' })
  try {
    return parse(text, { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true }) as unknown as readonly RawLine[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw errors.CSV_MALFORMED({ line: Number(error['lines'] ?? 1), reason: error.code }, { cause: error })
  }
}

function missingColumns(header: readonly string[], schema: z.ZodObject): readonly LineIssue[] {
  const required = Object.entries(schema.shape).filter(([, field]) => !field.safeParse(undefined).success)
  return required.filter(([column]) => !header.includes(column)).map(([column]) => ({ line: 1, column, message: 'the column is missing' }))
}

function readLine<Schema extends z.ZodObject>(raw: RawLine, header: readonly string[], schema: Schema): CsvLine<z.output<Schema>> | { readonly issues: readonly LineIssue[] } {
  const line = raw.info.lines
  if (raw.record.length > header.length) return { issues: [{ line, column: null, message: 'has more values than the header has columns' }] }
  const values = header.map((column, index) => [column, presentValue(raw.record[index])])
  const parsed = schema.safeParse(Object.fromEntries(values))
  if (parsed.success) return { line, row: parsed.data }
  return { issues: parsed.error.issues.map((issue) => ({ line, column: issue.path.join('.') || null, message: issue.message })) }
}

function presentValue(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : withoutFormulaGuard(value)
}
