import { stripVTControlCharacters } from 'node:util'
import Table from 'cli-table3'
import type { Paint } from './paint.ts'

const noLines = {
  top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '',
  left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '   ',
}

/** A table without lines: a dim heading, then one row each. */
export function renderTable(headings: readonly string[], rows: readonly (readonly string[])[], paint: Paint): string {
  const table = new Table({ head: headings.map((heading) => paint.dim(heading)), chars: noLines, style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 } })
  table.push(...rows.map((row) => [...row]))
  return withoutTrailingSpace(table.toString())
}

/** Rows with each column padded to its widest cell, three spaces between. A cell that ends its row makes no column wider. */
export function alignColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const cut = rows.map((row) => row.slice(0, row.findLastIndex((cell) => widthOf(cell) > 0) + 1))
  const columns = Math.max(0, ...cut.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, column) => Math.max(0, ...cut.filter((row) => row.length > column + 1).map((row) => widthOf(row[column] ?? ''))))
  return cut.map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : padded(cell, widths[column] ?? 0))).join('   '))
}

function padded(cell: string, width: number): string {
  return cell + ' '.repeat(width - widthOf(cell))
}

/** One line for a pipe. */
export function lineOf(...cells: readonly (string | number | null)[]): string {
  return cells.filter((cell) => cell !== '' && cell !== null).join('  ')
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length
}

function withoutTrailingSpace(text: string): string {
  return text.split('\n').map((line) => line.trimEnd()).join('\n')
}
