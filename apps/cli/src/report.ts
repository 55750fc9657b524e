import type { Problem } from '@tenon/model'
import type { Paint } from './render/paint.ts'

/** Something to show: to a person on a terminal, or to whatever reads a pipe. */
export interface Showable {
  /** For a person. Ends without a line break. */
  readonly page: (paint: Paint) => string
  /** For a pipe: one line per change or thing, columns separated by two spaces, no colours. */
  readonly lines: readonly string[]
}

/** What a command has to say once it is done, in its three forms. */
export interface Report extends Showable {
  /** The one JSON document of `--json`. */
  readonly json: unknown
  /** Set when the command did its work and the work itself failed: decides the exit code. */
  readonly problem?: Problem | null
  /** Exit code of work that was done and found fault with what it looked at. Default 0. */
  readonly exitCode?: 0 | 1
}
