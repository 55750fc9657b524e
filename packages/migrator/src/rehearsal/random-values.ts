/** A source of numbers in [0, 1) that a seed decides. */
export type Random = () => number

/** What is known of a column that a value is made for. */
export interface ValueColumn {
  /** Name of the base type, below any domain: `int4`, `numeric`, `varchar`, `_text`. */
  readonly base: string
  /** Modifier of the type: length or precision; -1 when there is none. */
  readonly modifier: number
  /** Labels, when the type is an enum. */
  readonly labels: readonly string[] | null
}

/** The same numbers for the same seed (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/**
 * A value of a column's type as text, as the server reads it; null for a type that nothing is known about.
 * Numbers are small and positive, so that checks like `> 0` and sums hold; decimals have decimals.
 */
export function randomValue({ base, modifier, labels }: ValueColumn, random: Random): string | null {
  if (labels !== null) return labels[Math.floor(random() * labels.length)] ?? null
  const maker = makers[base]
  if (maker !== undefined) return maker(random, modifier)
  const element = base.startsWith('_') ? makers[base.slice(1)] : undefined
  return element === undefined ? null : `{${quoted(element(random, modifier))},${quoted(element(random, modifier))}}`
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

const upTo = (random: Random, limit: number) => Math.floor(random() * limit)
const digits = (random: Random, count: number, radix: number) => Array.from({ length: count }, () => upTo(random, radix).toString(radix)).join('')
const day = (random: Random) => new Date(Date.UTC(2020, 0, 1) + upTo(random, 2000) * 86_400_000).toISOString().slice(0, 10)
const clock = (random: Random) => `${String(upTo(random, 24)).padStart(2, '0')}:${String(upTo(random, 60)).padStart(2, '0')}:${String(upTo(random, 60)).padStart(2, '0')}.${digits(random, 6, 10)}`
const words = ['äpfel', "o'clock", 'a "b"', 'new\nline', '日本', 'plain', 'UPPER', 'tab\tbed', 'back\\slash', '']
const text = (random: Random, modifier: number) => `${words[upTo(random, words.length)] ?? ''}${digits(random, 8, 36)}`.slice(0, modifier > 4 ? modifier - 4 : undefined)

const makers: Readonly<Record<string, (random: Random, modifier: number) => string>> = {
  int2: (random) => String(1 + upTo(random, 1000)),
  int4: (random) => String(1 + upTo(random, 100_000)),
  int8: (random) => String(1 + upTo(random, 10_000_000)),
  numeric: decimal,
  float4: (random) => (random() * 100).toPrecision(6),
  float8: (random) => String(random() * 1000),
  money: (random) => (random() * 100).toFixed(2),
  bool: (random) => String(random() < 0.5),
  text, varchar: text, citext: text, bpchar: text, name: text,
  date: day,
  time: clock, timetz: (random) => `${clock(random)}+00`,
  timestamp: (random) => `${day(random)} ${clock(random)}`,
  timestamptz: (random) => `${day(random)} ${clock(random)}+00`,
  interval: (random) => `${upTo(random, 100)} days ${clock(random)}`,
  uuid: (random) => `${digits(random, 8, 16)}-${digits(random, 4, 16)}-4${digits(random, 3, 16)}-8${digits(random, 3, 16)}-${digits(random, 12, 16)}`,
  json: (random) => JSON.stringify({ note: text(random, -1), count: upTo(random, 9) }),
  jsonb: (random) => JSON.stringify({ note: text(random, -1), count: upTo(random, 9) }),
  bytea: (random) => `\\x${digits(random, 16, 16)}`,
  inet: (random) => `10.${upTo(random, 256)}.${upTo(random, 256)}.${upTo(random, 256)}`,
  cidr: (random) => `10.${upTo(random, 256)}.0.0/16`,
}

/** Precision and scale stand in the modifier, offset by four. */
function decimal(random: Random, modifier: number): string {
  const [precision, scale] = modifier < 4 ? [8, 4] : [((modifier - 4) >> 16) & 0xffff, (modifier - 4) & 0x7ff]
  const whole = Math.min(precision - scale, 4)
  return scale >= precision ? `0.${'0'.repeat(scale - precision)}${digits(random, precision, 10)}` : `${1 + upTo(random, Math.max(1, 10 ** whole - 1))}${scale > 0 ? `.${digits(random, scale, 10)}` : ''}`
}
