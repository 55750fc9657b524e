/** `all`, or the number that says which part of the boundaries has its turn. */
export type BoundaryChoice = 'all' | number

/** Which boundaries of something that is killed at each of them are to be run. */
export interface ChooseBoundariesOptions {
  /** How many there are, numbered from 0. */
  readonly total: number
  /** Those that run whatever the choice is, besides the first and the last. */
  readonly always?: readonly number[]
  /** Of the others, one in so many runs. Default 4. */
  readonly oneIn?: number
  readonly choice: BoundaryChoice
}

/** Milliseconds of a day. */
const dayMs = 86_400_000

/**
 * What the environment variable `TENON_BOUNDARIES`, handed in, says: `all` (the nightly run, `npm run nightly:boundaries`) or a seed; without it the seed is
 * the number of the day, so that the parts take turns. State it in the test's title: who sets it runs the same again.
 */
export function boundaryChoice(said: string | undefined, now: number = Date.now()): BoundaryChoice {
  if (said === 'all') return 'all'
  const seed = said === undefined ? Math.floor(now / dayMs) : Number(said)
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError(`TENON_BOUNDARIES is ${said}; it is "all" or a whole number.`)
  return seed
}

/** Boundaries to run, in order. So many seeds in a row as `oneIn` says run all of them between them. */
export function chooseBoundaries({ total, always = [], oneIn = 4, choice }: ChooseBoundariesOptions): readonly number[] {
  const wanted = new Set([0, total - 1, ...always])
  const hasTurn = (boundary: number) => choice === 'all' || wanted.has(boundary) || boundary % oneIn === choice % oneIn
  return Array.from({ length: total }, (_, boundary) => boundary).filter(hasTurn)
}
