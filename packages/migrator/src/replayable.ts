import { hasSqlDetails, loadModule, parseSync, scanSync } from 'libpg-query'
import type { ScanToken } from 'libpg-query'

/** Where something stands in a text, in bytes. */
interface Place {
  readonly start: number
  readonly end: number
}

type Node = Readonly<Record<string, unknown>>

/**
 * The text as a transaction takes it, for an empty schema: the same shape comes of it, and every character that
 * stays keeps its place. Indexes are built and dropped, and partitions detached, without `concurrently`;
 * `vacuum`, and a concurrent `reindex`, change no shape and are left out. A text that is no SQL stays as it is.
 * Values added to enums stay too: a replay meets them with enums of its own transaction (see `replayOne`).
 */
export async function replayable(text: string): Promise<string> {
  // Without any of these words nothing is taken out, and parsing twelve tables costs as much as creating them.
  if (!/concurrently|vacuum|reindex/i.test(text)) return text
  await loadModule()
  const bytes = Buffer.from(text)
  const pieces: string[] = []
  let done = 0
  for (const { start, end } of placesToBlank(text, bytes.length)) {
    pieces.push(bytes.toString('utf8', done, start), blank(bytes.toString('utf8', start, end)))
    done = end
  }
  return pieces.join('') + bytes.toString('utf8', done)
}

function placesToBlank(text: string, length: number): readonly Place[] {
  try {
    const statements = parseSync(text).stmts ?? []
    const tokens = scanSync(text).tokens
    return statements.flatMap(({ stmt, stmt_location: start = 0, stmt_len: size }) => {
      const place = { start, end: size ? start + size : length }
      return placesIn((stmt ?? {}) as Node, place, tokens.filter((token) => token.start >= place.start && token.end <= place.end))
    })
  } catch (error) {
    if (!hasSqlDetails(error)) throw error
    return []
  }
}

function placesIn(statement: Node, whole: Place, tokens: readonly ScanToken[]): readonly Place[] {
  const [kind = '', node] = Object.entries(statement)[0] ?? []
  const body = (node ?? {}) as Node
  switch (kind) {
    case 'IndexStmt':
    case 'DropStmt':
      // Only `create`, `unique`, `drop` and `index` can stand before it.
      return body['concurrent'] === true ? tokens.filter(isConcurrently).slice(0, 1) : []
    case 'AlterTableStmt':
      // The word ends the statement; a table may be called so.
      return detachesConcurrently(body) ? tokens.filter(isConcurrently).slice(-1) : []
    case 'VacuumStmt':
      return body['is_vacuumcmd'] === true ? [whole] : []
    case 'ReindexStmt':
      return JSON.stringify(body['params'] ?? []).includes('"defname":"concurrently"') ? [whole] : []
    default:
      return []
  }
}

function detachesConcurrently(body: Node): boolean {
  return (body['cmds'] as readonly { readonly AlterTableCmd?: { readonly subtype?: string; readonly def?: { readonly PartitionCmd?: { readonly concurrent?: boolean } } } }[])
    .some(({ AlterTableCmd: command }) => command?.subtype === 'AT_DetachPartition' && command.def?.PartitionCmd?.concurrent === true)
}

/** The keyword; in quotes it is a name. */
function isConcurrently({ text, keywordName }: ScanToken): boolean {
  return keywordName !== 'NO_KEYWORD' && text.toLowerCase() === 'concurrently'
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ')
}
