/** Numbers that are the same for the same seed. */
export interface Random {
  /** Below `limit`, from 0. */
  below(limit: number): number
  pick<Value>(values: readonly Value[]): Value
}

/** Mulberry32: small, and good enough to choose by. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  function below(limit: number): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
  return { below, pick: <Value>(values: readonly Value[]) => values[below(values.length)] as Value }
}
