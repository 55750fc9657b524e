/** Where "now" comes from. Pure code takes an instant; shells take a clock. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() }

/** Makes fresh ids. Tests pass a counter. */
export type CreateId = (prefix: string) => string
