/** What lived of a version's objects at an instant, after a full collection. */
export interface MemoryReading {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly liveBytes: number
}

/** How a version's memory went since the first reading that is still kept. */
export interface Growth {
  /** From the lowest of the first third of the readings to the lowest of the last. */
  readonly grownBytes: number
  /** True when it went up by the budget, and from each third to the next: a cache that fills and stays, or one large table, does not. */
  readonly isGrowing: boolean
}

const readingsAtMost = 24
const readingsAtLeast = 6
/** Of the whole growth, at least so much must have come in the last third. */
const lastShare = 1 / 8

/** The readings with one more; the oldest goes when there are too many. Pure. */
export function withReading(readings: readonly MemoryReading[], reading: MemoryReading): readonly MemoryReading[] {
  return [...readings, reading].slice(-readingsAtMost)
}

/** Judges readings, oldest first. The lowest of a third counts, because work in progress comes and goes. Pure. */
export function growthOf(readings: readonly MemoryReading[], budgetBytes: number): Growth {
  if (readings.length < readingsAtLeast) return { grownBytes: 0, isGrowing: false }
  const third = Math.floor(readings.length / 3)
  const first = lowest(readings.slice(0, third))
  const middle = lowest(readings.slice(third, readings.length - third))
  const last = lowest(readings.slice(readings.length - third))
  const grownBytes = Math.max(0, last - first)
  return { grownBytes, isGrowing: grownBytes >= budgetBytes && middle > first && last - middle >= grownBytes * lastShare }
}

function lowest(readings: readonly MemoryReading[]): number {
  return Math.min(...readings.map(({ liveBytes }) => liveBytes))
}
