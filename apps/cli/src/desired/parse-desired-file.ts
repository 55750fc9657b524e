import type { DesiredState } from '@tenon/model'
import { isNode, LineCounter, parseDocument } from 'yaml'
import type { Document } from 'yaml'
import { cliErrors } from '../cli-errors.ts'
import { desiredFileSchema } from './desired-file-schema.ts'

/** Something wrong with a file, by what it is about. */
export interface FileIssue {
  /** Keys from the top of the file; empty: of the file itself. */
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** A file that was read, and where in it each thing stands. */
export interface DesiredFile {
  readonly desired: DesiredState
  /** The error that names every issue by line and column. */
  refusal(issues: readonly FileIssue[]): Error
}

/** Reads a file of desired state. @throws DESIRED_FILE_INVALID with every issue at once, each with line and column */
export function parseDesiredFile(file: string, text: string): DesiredFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, version: '1.2' })
  const refuse = (issues: readonly string[]) => cliErrors.DESIRED_FILE_INVALID({ file, issues })
  const refusal = (issues: readonly FileIssue[]) => refuse(issues.map(({ path, message }) => `${placeOf(document, lines, path)}  ${[path.join('.'), message].filter((part) => part !== '').join(': ')}`))
  if (document.errors.length > 0) throw refuse(document.errors.map(({ pos, message }) => `${inWords(lines, pos[0])}  ${message.split('\n')[0] ?? ''}`))
  const parsed = desiredFileSchema.safeParse(document.toJS() ?? {})
  if (parsed.success) return { desired: parsed.data, refusal }
  throw refusal(parsed.error.issues.flatMap((issue) => {
    const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)))
    // Each key that does not belong there has a place of its own.
    return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => ({ path: [...path, key], message: 'is not something a file can say here' })) : [{ path, message: issue.message }]
  }))
}

/** Where something stands, or the nearest thing around it. */
function placeOf(document: Document, lines: LineCounter, path: readonly (string | number)[]): string {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return inWords(lines, node.range[0])
  }
  return '1:1'
}

function inWords(lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset)
  return `${line}:${col}`
}
