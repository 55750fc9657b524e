import type { RehearsalCode, RehearsalIssue, RehearsedLock, SchemaDifference } from '@tenon/model'
import type { LostRows } from './row-images.ts'

/** Rows that stand in the way of a migration. */
export interface RowsInTheWay {
  readonly code: Extract<RehearsalCode, 'DUPLICATE_ROWS' | 'CAST_FAILS' | 'NULL_VALUES' | 'CHECK_FAILS' | 'REFERENCE_MISSING' | 'NOT_CHECKED'>
  readonly migration: string
  readonly table: string
  /** Null: at least one. */
  readonly rows: number | null
  readonly keys: readonly string[]
}

/** A failure that no row explains. */
export interface FailureInWords {
  readonly migration: string
  readonly file: string
  readonly line: number
  readonly sqlState: string
  readonly message: string
}

const reasons: Readonly<Record<RowsInTheWay['code'], { readonly what: string; readonly next: string }>> = {
  DUPLICATE_ROWS: { what: 'are not unique, as a new index or key demands', next: 'Merge or correct these rows first, or add a backfill that does before the index is made.' },
  CAST_FAILS: { what: 'hold a value that the new type or expression does not take', next: 'Correct these rows first, or write a USING expression that says what becomes of such values.' },
  NULL_VALUES: { what: 'hold nulls where the new version allows none', next: 'Fill them in a backfill before the migration that says not null.' },
  CHECK_FAILS: { what: 'do not pass a new check', next: 'Correct these rows first, or add the check as not valid and validate it after a backfill.' },
  REFERENCE_MISSING: { what: 'refer to a row that does not exist, as a new foreign key forbids', next: 'Remove or correct these rows first, or add the key as not valid and validate it after a backfill.' },
  NOT_CHECKED: { what: 'were rehearsed as a sample only; a statement here cannot be checked on all of them ahead', next: 'Rehearse with a higher --max-rows, or look at the rule by hand.' },
}

/** Rows in the way, as a finding. */
export function issueOf({ code, migration, table, rows, keys }: RowsInTheWay): RehearsalIssue {
  const { what, next } = reasons[code]
  const count = code === 'NOT_CHECKED' ? 'Rows' : rows === null ? 'Some rows' : rows === 1 ? 'One row' : `${rows} rows`
  const verb = rows === 1 ? what.replace(/^are /, 'is ').replace(/^hold /, 'holds ').replace(/^do not /, 'does not ').replace(/^refer /, 'refers ') : what
  return { code, severity: code === 'NOT_CHECKED' ? 'advice' : 'problem', migration, title: `${count} of ${table} ${verb} (${migration}).`, next, keys }
}

/** The codes of what a server says of rows, by SQLSTATE. */
export function rowCodeOf(sqlState: string): Exclude<RowsInTheWay['code'], 'NOT_CHECKED'> | null {
  const codes = { '23505': 'DUPLICATE_ROWS', '23502': 'NULL_VALUES', '23514': 'CHECK_FAILS', '23503': 'REFERENCE_MISSING' } as const
  return sqlState in codes ? codes[sqlState as keyof typeof codes] : sqlState.startsWith('22') ? 'CAST_FAILS' : null
}

/** A migration that fails. What the server says of values is not repeated: it quotes them. */
export function failureIssue({ migration, file, line, sqlState, message }: FailureInWords): RehearsalIssue {
  const said = sqlState.startsWith('22') ? 'a value does not fit' : message
  return { code: 'MIGRATION_FAILS', severity: 'problem', migration, title: `Migration ${migration} fails at ${file}:${line}: ${said} (SQLSTATE ${sqlState}).`, next: 'Correct the data or publish a corrected version.', keys: [] }
}

/** Objects that are not as the migrations made them. */
export function driftIssue(differences: readonly SchemaDifference[]): RehearsalIssue {
  const names = differences.slice(0, 3).map(({ kind, object, name }) => `${object} ${name} is ${kind}`)
  const more = differences.length > 3 ? ` and ${differences.length - 3} more` : ''
  return { code: 'DRIFT', severity: 'problem', migration: null, title: `The data is not what its migrations made: ${names.join(', ')}${more}.`, next: 'Correct it by hand until `tenon drift` is silent; what was rehearsed is the data as it should be.', keys: [] }
}

/** When a comparison missed something, and what to do about it. */
const ways = {
  'down': { way: 'after going up and back', next: 'Keep the old column or table until a contract migration, or rebuild its values in down.sql from what the new version holds.' },
  'up again': { way: 'after going back and up again', next: 'Give the table a primary key, so that the stash can tell its rows, fill only what is null in a backfill, or add a restore.sql that puts the values back.' },
  'up after writes': { way: 'after going back, writes as the old version, and up again', next: 'Give the table a primary key, so that the stash can tell its rows, or add a restore.sql that puts the values back.' },
} as const

/** What a comparison missed, one finding for rows and one for each column. */
export function lossIssues(lost: readonly LostRows[], where: keyof typeof ways): readonly RehearsalIssue[] {
  const { way, next } = ways[where]
  return lost.flatMap(({ table, rows, columns, keys }): readonly RehearsalIssue[] => [
    ...(rows === 0 ? [] : [{ code: 'ROWS_LOST', severity: 'problem', migration: null, title: `${rows === 1 ? 'One row' : `${rows} rows`} of ${table} would be gone ${way}.`, next, keys } as const]),
    ...Object.entries(columns).map(([column, values]) => ({ code: 'VALUES_LOST', severity: 'problem', migration: null, title: `${valuesOf(table, column, values)} would be lost or changed ${way}.`, next, keys } as const)),
  ])
}

/** Values written at random that a migration computes whatever is there: no loss when they are always computed, and one when people write them. */
export function computedIssues(computed: readonly LostRows[], migrationOf: (table: string) => string): readonly RehearsalIssue[] {
  return computed.flatMap(({ table, columns }) => Object.entries(columns).map(([column, values]): RehearsalIssue => ({
    code: 'VALUES_COMPUTED', severity: 'advice', migration: migrationOf(table), keys: [],
    title: `${valuesOf(table, column, values)}, written at random, ${values === 1 ? 'was' : 'were'} computed anew: ${migrationOf(table)} says so (on conflict do update).`,
    next: `Nothing, if ${table}.${column} is always computed from other rows. If people write it, say on conflict do nothing: an upgrade after a roll back would overwrite what they wrote.`,
  })))
}

function valuesOf(table: string, column: string, values: number): string {
  return `${values === 1 ? 'One value' : `${values} values`} of ${table}.${column}`
}

/** Locks of one class that one migration takes. */
export interface LongLocks extends Omit<RehearsedLock, 'table'> {
  readonly tables: readonly string[]
}

/** Locks that are held too long, with the longest of them. */
export function lockIssue({ migration, tables, mode, blocks, heldMs }: LongLocks, { direction, budgetMs, estimated }: { readonly direction: string; readonly budgetMs: number; readonly estimated: boolean }): RehearsalIssue {
  const length = `${estimated ? 'about ' : ''}${Math.round(heldMs).toLocaleString('en')} ms`
  return {
    code: 'LOCK_TOO_LONG', severity: 'problem', migration,
    title: `${blocks === 'writes' ? 'Writes to' : 'Reads and writes of'} ${tables.join(', ')} would wait ${length} on the way ${direction}, budget ${budgetMs} ms: ${migration} takes a lock (${mode}) and keeps it until the move ends.`,
    next: 'Run what takes long ahead of the move (`-- run: batches` for a backfill, `-- run: outside` with create index concurrently), or put the statement that locks last.', keys: [],
  }
}

/** A migration that has no way back. */
export function noWayBackIssue(migration: string): RehearsalIssue {
  return { code: 'NO_WAY_BACK', severity: 'advice', migration, title: `Migration ${migration} has no way back: only the way up was rehearsed.`, next: 'Take a snapshot first, or write a down.sql.', keys: [] }
}
