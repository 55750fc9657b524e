/** One thing wrong with one line of an imported file. */
export interface LineIssue {
  /** Line in the file, from 1; the header is line 1. */
  readonly line: number
  /** Column of the header, or null when the line as a whole does not fit. */
  readonly column: string | null
  readonly message: string
}
