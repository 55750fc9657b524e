/**
 * A smallest set of members that cannot hold together: it is impossible, and without any one of its
 * members it is possible. Those that come first are preferred. Asks about k * log(n) times for a core
 * of k among n members.
 *
 * `isPossible` must be monotone: what is possible stays possible with fewer members.
 *
 * @returns null when all members together are possible
 * @see Junker, "QuickXplain: preferred explanations and relaxations for over-constrained problems" (AAAI 2004)
 */
export function minimalCore<Member>(members: readonly Member[], isPossible: (held: readonly Member[]) => boolean): readonly Member[] | null {
  if (isPossible(members)) return null
  return members.length === 0 ? [] : explain({ held: [], grew: false, members, isPossible })
}

interface Part<Member> {
  /** Members that hold in any case. */
  readonly held: readonly Member[]
  /** Whether `held` grew since it was last found possible. */
  readonly grew: boolean
  readonly members: readonly Member[]
  readonly isPossible: (held: readonly Member[]) => boolean
}

function explain<Member>({ held, grew, members, isPossible }: Part<Member>): readonly Member[] {
  if (grew && !isPossible(held)) return []
  if (members.length === 1) return members
  const half = Math.ceil(members.length / 2)
  const [first, second] = [members.slice(0, half), members.slice(half)]
  const fromSecond = explain({ held: [...held, ...first], grew: first.length > 0, members: second, isPossible })
  const fromFirst = explain({ held: [...held, ...fromSecond], grew: fromSecond.length > 0, members: first, isPossible })
  return [...fromFirst, ...fromSecond]
}
