import { createHash } from 'node:crypto'
import { z } from '@hono/zod-openapi'
import { requestErrors } from './request-errors.ts'

/** Query parameters of a list: at most `limit` rows (1 to 200, default 50) after `cursor`. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional().openapi({ description: '`nextCursor` of the page before. Opaque.' }),
})

/** One page of a list. `nextCursor` is null on the last page. */
export interface Page<Row> {
  readonly items: Row[]
  readonly nextCursor: string | null
}

/** The schema of a page of rows. */
export function pageSchema<Row extends z.ZodType>(row: Row): z.ZodObject<{ items: z.ZodArray<Row>; nextCursor: z.ZodNullable<z.ZodString> }> {
  return z.object({ items: z.array(row), nextCursor: z.string().nullable() })
}

/**
 * Cuts a page from `limit + 1` rows, the extra one telling that more follow.
 * @param keyOf - the sort key of a row, which the next page starts after
 */
export function pageOf<Row>(rows: readonly Row[], limit: number, keyOf: (row: Row) => readonly string[]): Page<Row> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last !== undefined ? writeCursor(keyOf(last)) : null }
}

/**
 * The sort key a cursor stands for, or undefined for the first page.
 * @param length - how many parts the key of this list has
 * @param part - what each part must look like, where the database takes only some text: an id, a number
 * @throws REQUEST_INVALID when `pageOf` did not make it, or made it for a list with another kind of key
 */
export function readCursor(cursor: string | undefined, length: number, part: RegExp = anything): readonly string[] | undefined {
  if (cursor === undefined) return undefined
  const key = keySchema.length(length).safeParse(decoded(cursor))
  if (!key.success || !key.data.every((text) => part.test(text))) throw requestErrors.REQUEST_INVALID({ issues: [{ path: 'query.cursor', message: 'is not a cursor of this list' }] })
  return key.data
}

const keySchema = z.array(z.string())
const anything = /^/

function writeCursor(key: readonly string[]): string {
  const text = JSON.stringify(key)
  return Buffer.from(checkOf(text) + text).toString('base64url')
}

/** Four hex digits that tell a cursor from text somebody made up. No secret: whoever forges one sees rows they may see anyway. */
function checkOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 4)
}

function decoded(cursor: string): unknown {
  const content = Buffer.from(cursor, 'base64url').toString('utf8')
  const text = content.slice(4)
  if (checkOf(text) !== content.slice(0, 4)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
