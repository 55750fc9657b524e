/** One line of a stack. */
export interface StackFrame {
  readonly url: string
  readonly name: string
  /** Counted from 1. */
  readonly line: number
}

/** A look at what the event loop did. */
export interface StackSample {
  /** Innermost first. */
  readonly frames: readonly StackFrame[]
  /**
   * `prompt`: what ran while it stood still, before and after the look. `last`: the event loop turned right
   * after it. `late`: it came only once code that cannot be interrupted had returned, and may show whoever
   * came next.
   */
  readonly kind: 'prompt' | 'last' | 'late'
  /** The part of the standstill it speaks for: from the question to the next one. */
  readonly coveredMs: number
}

/** What was seen of one time in which the event loop did not turn. Plain data: it crosses threads. */
export interface BlockEvidence {
  readonly blockedMs: number
  /** Number of the version whose call ran from the first look to the last; 0: none did. */
  readonly running: number
  readonly samples: readonly StackSample[]
  /** From the profiler, when it was on: how many of its samples in this time had which frames. */
  readonly profile: readonly ProfiledStack[]
}

/** A stack the profiler met, and how often. */
export interface ProfiledStack {
  readonly frames: readonly StackFrame[]
  readonly count: number
}
