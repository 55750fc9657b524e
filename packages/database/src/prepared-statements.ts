import { randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'

/** One use of a statement that the connection keeps parsed, or is to keep from now on. */
export interface StatementUse {
  readonly name: string
  /** False: the server has to parse it under its name first. */
  readonly parsed: boolean
  /** The server answered: it is parsed from now on. */
  keep(): void
  /** The server refused it: parse it anew next time. */
  forget(): void
}

/** What one connection's server process keeps parsed and planned. */
export interface PreparedStatements {
  /**
   * How to send `text` under a name; null: send it without. A text gets its name the second time it
   * comes, so that one that never returns costs nothing.
   * @param owner - whose it is: another owner's statement of the same text is parsed anew, because
   * parameter types are those of the tables at the time of parsing
   */
  use(text: string, owner: string): StatementUse | null
  /** Names that were pushed out since the last call, to be closed with the next message. */
  takeClosed(): readonly string[]
  /** False until `confirm`: the server process has to say first that it is the one we connected to. */
  readonly confirmed: boolean
  /** @param processId - of the server process that answers; another than ours: a pooler is in between, and names mean nothing */
  confirm(processId: string): void
  /** A name was not where it was left: none is used on this connection any more. */
  distrust(): void
}

interface Entry {
  readonly owner: string
  readonly name: string
  uses: number
  parsed: boolean
}

/** A parsed and planned query on one guarded table takes 30 to 50 kB in the server process. */
const mostKept = 256

/** Unlike any other process's, so that a name never stands for another text, whatever is in between. */
const prefix = `tenon_${randomBytes(6).toString('hex')}_`

/** @param processId - of the server process, as its greeting said */
export function createPreparedStatements(processId: number | null): PreparedStatements {
  const closed: string[] = []
  const entries = new LRUCache<string, Entry>({ max: mostKept, dispose: ({ name, parsed }) => { if (parsed) closed.push(name) } })
  let trust: 'unknown' | 'direct' | 'none' = 'unknown'
  let named = 0

  function entryOf(text: string, owner: string): Entry {
    const known = entries.get(text)
    if (known?.owner === owner) return known
    named += 1
    const entry = { owner, name: `${prefix}${named}`, uses: 0, parsed: false }
    entries.set(text, entry)
    return entry
  }

  return {
    use(text, owner) {
      if (trust !== 'direct') return null
      const entry = entryOf(text, owner)
      entry.uses += 1
      if (entry.uses < 2) return null
      return { name: entry.name, parsed: entry.parsed, keep: () => { entry.parsed = true }, forget: () => { entry.parsed = false } }
    },
    takeClosed: () => closed.splice(0),
    get confirmed() { return trust !== 'unknown' },
    confirm(answering) { trust = answering === String(processId) ? 'direct' : 'none' },
    distrust() { trust = 'none' },
  }
}
