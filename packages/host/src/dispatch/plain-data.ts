/** Says what is wrong where: a path such as `lines.0.price`, empty for the value itself, and what was found there. */
export type RefuseValue = (path: string, found: string) => Error

/**
 * A structured clone of plain data: null, booleans, numbers, bigints, strings, undefined, `Date`, `Uint8Array`,
 * and arrays and objects of these. An instance of any other class is refused: a structured clone would
 * quietly leave its methods behind.
 * @throws what `refuse` makes of the first value that is none
 */
export function copyPlain(value: unknown, refuse: RefuseValue): unknown {
  inspect(value, { keys: [], open: new Set(), done: new Set(), refuse })
  return typeof value === 'object' ? structuredClone(value) : value
}

/** True when `copyPlain` would take it. */
export function isPlain(value: unknown): boolean {
  try {
    inspect(value, { keys: [], open: new Set(), done: new Set(), refuse: () => new RangeError('not plain') })
    return true
  } catch {
    return false
  }
}

interface Walk {
  /** The way to the value under inspection. */
  readonly keys: string[]
  /** Objects on that way: one that comes again is part of itself. */
  readonly open: Set<object>
  /** Objects that were found plain: what is shared is inspected once. */
  readonly done: Set<object>
  readonly refuse: RefuseValue
}

function inspect(value: unknown, walk: Walk): void {
  const found = oddity(value, walk)
  if (found !== null) throw walk.refuse(walk.keys.join('.'), found)
  if (!isHolder(value) || walk.done.has(value)) return
  walk.open.add(value)
  for (const [key, inner] of Object.entries(value)) {
    walk.keys.push(key)
    inspect(inner, walk)
    walk.keys.pop()
  }
  walk.open.delete(value)
  walk.done.add(value)
}

/** What keeps a value from being plain by itself, or null. */
function oddity(value: unknown, { open }: Walk): string | null {
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`
  if (typeof value !== 'object' || value === null) return null
  if (isHolder(value)) return open.has(value) ? 'part of itself' : null
  const tag = Object.prototype.toString.call(value)
  return tag === '[object Date]' || tag === '[object Uint8Array]' ? null : `an instance of ${className(value)}`
}

function className(value: object): string {
  const { constructor } = value as { readonly constructor?: { readonly name?: unknown } }
  return typeof constructor?.name === 'string' && constructor.name !== '' ? constructor.name : 'a class'
}

/** True for arrays and for objects without a class. */
function isHolder(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === Object.prototype || prototype === null
}
