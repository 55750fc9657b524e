import { errors } from '../errors.ts'
import type { LineIssue } from './line-issue.ts'

/** Refuses a whole file when anything in it is wrong, naming every bad line in order. @throws IMPORT_REFUSED */
export function refuseBadLines(issues: readonly LineIssue[]): void {
  if (issues.length > 0) throw errors.IMPORT_REFUSED({ lines: issues.toSorted((a, b) => a.line - b.line) })
}
