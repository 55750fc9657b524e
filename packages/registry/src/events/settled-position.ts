/** One look at the outbox: the highest position given out, and then who was publishing. */
export interface OutboxReading {
  readonly position: number
  /** Transactions that had written to the outbox and not ended, read after `position`. */
  readonly publishers: readonly string[]
}

/** Up to where the outbox is settled, and what must end before it is settled further. */
export interface Settling {
  /** No event at or below it can still appear. */
  readonly settled: number
  readonly pending: OutboxReading | null
}

/** Nothing is known yet. */
export const nothingSettled: Settling = { settled: 0, pending: null }

/**
 * Takes a further look at the outbox into account. Positions are given out before their transactions end, so
 * an event may appear below one that is there already. A publisher's transaction holds its lock on the outbox
 * from before it takes a position until after its events can be seen: once all who held it when a position was
 * read have let go, everything up to that position is there, or never will be.
 */
export function settle({ settled, pending }: Settling, reading: OutboxReading): Settling {
  const now = new Set(reading.publishers)
  const isOver = pending === null || !pending.publishers.some((publisher) => now.has(publisher))
  if (reading.publishers.length === 0) return { settled: Math.max(settled, reading.position), pending: null }
  if (!isOver) return { settled, pending }
  return { settled: Math.max(settled, pending?.position ?? 0), pending: reading }
}
