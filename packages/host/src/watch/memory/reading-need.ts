/** When the heap was last read. */
export interface LastReading {
  readonly at: number
  /** What lived then. */
  readonly heapBytes: number
  /** How long the next reading waits at least. */
  readonly gapMs: number
}

/** How often the heap may be read, and what makes it worth a reading. */
export interface ReadingLimits {
  readonly stepBytes: number
  readonly readEveryMs: number
}

/** A reading stops the process for a full collection: the larger the heap, the longer, and the rarer. */
const shareOfHeap = 1 / 16
const longestGapMs = 600_000

/** Whether the heap is worth a reading: when there was none, and when it holds more than what lived at the last, by a part of what makes a growth. Pure. */
export function isReadingDue(last: LastReading | null, now: Pick<LastReading, 'at' | 'heapBytes'>, { stepBytes }: ReadingLimits): boolean {
  if (last === null) return true
  return now.at - last.at >= last.gapMs && now.heapBytes - last.heapBytes >= Math.max(stepBytes, last.heapBytes * shareOfHeap)
}

/**
 * The reading that was just taken. One that found no more alive, only what nobody had collected yet, makes the next
 * wait twice as long, up to ten minutes; one that found more, as short as may be. Pure.
 */
export function nextReading(last: LastReading | null, now: Pick<LastReading, 'at' | 'heapBytes'>, { stepBytes, readEveryMs }: ReadingLimits): LastReading {
  const hasGrown = last === null || now.heapBytes - last.heapBytes >= stepBytes
  return { ...now, gapMs: hasGrown ? readEveryMs : Math.min(last.gapMs * 2, Math.max(longestGapMs, readEveryMs)) }
}
