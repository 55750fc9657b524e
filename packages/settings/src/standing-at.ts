/** Something that holds from an instant on, until the next one of its list. */
export interface Standing {
  /** ISO 8601, UTC, milliseconds. */
  readonly from: string
}

/** What holds at an instant: the last of the list that began by then. The list ascends. O(log n). */
export function standingAt<Item extends Standing>(items: readonly Item[], at: string): Item | undefined {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((items[middle]?.from ?? '') <= at) low = middle + 1
    else high = middle
  }
  return items[low - 1]
}
