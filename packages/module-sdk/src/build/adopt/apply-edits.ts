/** A replacement at an exact place of a text. Offsets in bytes of UTF-8. */
export interface TextEdit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Replaces the given places and leaves every other byte as it is. The edits do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const bytes = Buffer.from(text)
  const parts: string[] = []
  let at = 0
  for (const { start, end, text: replacement } of edits.toSorted((a, b) => a.start - b.start)) {
    parts.push(bytes.toString('utf8', at, start), replacement)
    at = end
  }
  return [...parts, bytes.toString('utf8', at)].join('')
}

/** The same edits as they stand in a text that holds this one from `offset` on. */
export function shiftEdits(edits: readonly TextEdit[], offset: number): readonly TextEdit[] {
  return edits.map(({ start, end, text }) => ({ start: start + offset, end: end + offset, text }))
}

/** The line, from 1, on which a byte of a text stands. */
export function lineOfByte(text: string, offset: number): number {
  return Buffer.from(text).toString('utf8', 0, Math.max(0, offset)).split('\n').length
}
