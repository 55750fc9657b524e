import { stringify } from 'csv-stringify/sync'
import { withFormulaGuard } from './formula-guard.ts'

/** A value of one cell; null leaves it empty. */
export type CsvValue = string | number | null

/** Writes comma separated values with a header line. Text that looks like a formula is guarded, and `readCsv` takes the guard off again. */
export async function writeCsv<Column extends string>(columns: readonly Column[], rows: AsyncIterable<Readonly<Record<Column, CsvValue>>>): Promise<string> {
  const parts = [stringify([[...columns]])]
  for await (const row of rows) parts.push(stringify([columns.map((column) => cellOf(row[column]))]))
  return parts.join('')
}

function cellOf(value: CsvValue): string {
  if (value === null) return ''
  return typeof value === 'number' ? String(value) : withFormulaGuard(value)
}
