import type { CreateId } from '@tenon/model'

/** Ids that count per prefix: `plan_1`, `plan_2`, `operation_1`. Every call of this function starts afresh. */
export function countingIds(): CreateId {
  const counts = new Map<string, number>()
  return (prefix) => {
    const count = (counts.get(prefix) ?? 0) + 1
    counts.set(prefix, count)
    return `${prefix}_${count}`
  }
}
