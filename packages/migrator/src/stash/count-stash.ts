import type { SqlSession } from '@tenon/model'
import type { Counts } from './put-back.ts'

/** Which entries to count. */
export type StashSelection = 'set-aside' | 'superseded'

/**
 * Counts entries by `table.column` (values that are not null) or `table` (whole rows).
 * @param selection - `set-aside`: what the move in progress set aside, before its basis is recorded;
 * `superseded`: what it found superseded
 */
export async function countStash(session: SqlSession, selection: StashSelection): Promise<Counts> {
  const condition = { 'set-aside': 'basis_version is null', superseded: 'superseded and stands is not null' }[selection]
  const { rows } = await session.query<{ what: string; values: number }>(`
    select table_name as what, count(*)::int as values from tenon_stash where kind = 'row' and ${condition} group by 1
    union all
    select table_name || '.' || entry.key, count(*)::int from tenon_stash, jsonb_each_text(data) as entry
    where kind = 'columns' and ${condition} and entry.value is not null group by 1
    order by 1`)
  return Object.fromEntries(rows.map(({ what, values }) => [what, values]))
}
