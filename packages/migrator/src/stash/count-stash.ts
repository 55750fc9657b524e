import type { SqlSession } from '@tenon/model'
import type { Counts } from './put-back.ts'

/** Which entries to count: all that came after an id, or what the move in progress found superseded. */
export type StashSelection = { readonly since: string } | 'superseded'

/** Counts entries by `table.column` (values that are not null) or `table` (whole rows). */
export async function countStash(session: SqlSession, selection: StashSelection): Promise<Counts> {
  const condition = selection === 'superseded' ? 'superseded and stands is not null' : `id > ${selection.since}::bigint`
  const { rows } = await session.query<{ what: string; values: number }>(`
    select table_name as what, count(*)::int as values from tenon_stash where kind = 'row' and ${condition} group by 1
    union all
    select table_name || '.' || entry.key, count(*)::int from tenon_stash, jsonb_each_text(data) as entry
    where kind = 'columns' and ${condition} and entry.value is not null group by 1
    order by 1`)
  return Object.fromEntries(rows.map(({ what, values }) => [what, values]))
}
