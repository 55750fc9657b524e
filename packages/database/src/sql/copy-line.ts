import type { CopyValue } from '@tenon/module-sdk'

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** One row in COPY's text format: https://www.postgresql.org/docs/18/sql-copy.html */
export function copyLine(row: readonly CopyValue[]): string {
  return `${row.map(fieldOf).join('\t')}\n`
}

function fieldOf(value: CopyValue): string {
  return value === null ? '\\N' : textOf(value).replaceAll(/[\\\n\r\t]/g, (character) => escapes[character] ?? character)
}

function textOf(value: Exclude<CopyValue, null>): string {
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
