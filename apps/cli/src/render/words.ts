/** A length of time as people say it: `87 ms`, `0.4 s`, `2 min 05 s`. */
export function durationInWords(durationMs: number): string {
  if (durationMs < 100) return `${Math.round(durationMs)} ms`
  if (durationMs < 60_000) return `${(durationMs / 1000).toFixed(1).replace(/\.0$/, '')} s`
  const seconds = Math.round(durationMs / 1000)
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
}

/** An instant to the minute, in UTC: `17 Nov 2026 14:03`. */
export function instantInWords(instant: string): string {
  const date = new Date(instant)
  const month = date.toLocaleString('en', { month: 'short', timeZone: 'UTC' })
  return `${date.getUTCDate()} ${month} ${date.getUTCFullYear()} ${date.toISOString().slice(11, 16)}`
}

/** The day of an instant, in UTC: `2027-03-01`. */
export function dayOf(instant: string): string {
  return instant.slice(0, 10)
}

/** `12,480`, whatever the machine's language. */
export function countInWords(count: number): string {
  return count.toLocaleString('en')
}

/** A size as people say it: `840 bytes`, `32 kB`, `1.4 GB`; 1 kB is 1,024 bytes, as PostgreSQL counts. */
export function sizeInWords(sizeBytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  const unit = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, sizeBytes)) / 10))
  const size = sizeBytes / 1024 ** unit
  return `${size < 10 ? size.toFixed(1).replace(/\.0$/, '') : countInWords(Math.round(size))} ${units[unit] ?? ''}`
}

/** `1 tenant`, `3 tenants`. */
export function plural(count: number, noun: string): string {
  return `${countInWords(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** The first characters of an integrity, enough to tell two apart. */
export function shortIntegrity(integrity: string): string {
  return `${integrity.slice(0, 13)}...`
}

/** The first few of a list, and how many more there are. */
export function someOf(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).join(', ')
  return names.length > most ? `${shown} and ${names.length - most} more` : shown
}
