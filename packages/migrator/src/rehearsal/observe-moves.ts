import type { MigrationProgress, MigrationSource, RehearsedLock, RehearsedMove, SqlSession } from '@tenon/model'
import { splitStatements } from '../split-statements.ts'
import { locksOf } from './statement-locks.ts'
import type { StatementLock } from './statement-locks.ts'

/** What a move is rehearsed with. */
export interface ObservedMove {
  /** The same session; statements of migrations are timed on their way. */
  readonly session: SqlSession
  readonly onProgress: (progress: MigrationProgress) => void
}

/** Which move to watch. */
export interface ObserveRequest {
  readonly direction: RehearsedMove['direction']
  readonly migrations: readonly MigrationSource[]
  /** Names that others know: tables, and indexes with their table, from before the move. */
  readonly known: ReadonlyMap<string, string>
  /** Told of every statement of a migration that fails. */
  readonly onFailure: (statement: string) => void
}

interface Timed {
  readonly migration: string
  readonly startedAt: number
  readonly locks: readonly StatementLock[]
}

/**
 * Runs a move and notes how long each migration took, and from when to when each of its statements would
 * keep others away from a table they know. Locks are held to the end of the move, so that is where they end.
 */
export async function observeMove<Result>(session: SqlSession, request: ObserveRequest, move: (observed: ObservedMove) => Promise<Result>): Promise<{ readonly result: Result; readonly seen: RehearsedMove }> {
  const statements = await statementLocks(request)
  const timed: Timed[] = []
  const migrations: { name: string; durationMs: number }[] = []
  let lastEnd = performance.now()
  const startedAt = lastEnd
  const observed: SqlSession = {
    async query<Row>(text: string, values?: readonly unknown[]) {
      const found = statements.get(text)
      const sentAt = performance.now()
      try {
        return await session.query<Row>(text, values)
      } catch (error) {
        if (statements.has(text)) request.onFailure(text)
        throw error
      } finally {
        // Statements are sent without waiting for each other: one begins when the one before it has ended.
        if (found && found.locks.length > 0) timed.push({ ...found, startedAt: Math.max(sentAt, lastEnd) })
        lastEnd = performance.now()
      }
    },
  }
  const result = await move({ session: observed, onProgress: ({ migration, durationMs }) => { if (durationMs !== null) migrations.push({ name: migration, durationMs }) } })
  const endedAt = performance.now()
  return { result, seen: { direction: request.direction, durationMs: endedAt - startedAt, migrations, locks: heldUntil(endedAt, timed, request.known) } }
}

/** The statements of the migrations, with what each locks. */
async function statementLocks({ direction, migrations }: ObserveRequest): Promise<ReadonlyMap<string, Omit<Timed, 'startedAt'>>> {
  const found = new Map<string, Omit<Timed, 'startedAt'>>()
  for (const { name, up, down } of migrations) {
    const statements = await splitStatements((direction === 'down' ? down : up) ?? '')
    if ('offset' in statements) continue
    for (const { sql } of statements) {
      found.set(sql, { migration: name, locks: await locksOf(sql) })
    }
  }
  return found
}

/** The first and so the longest lock of each class on each table. */
function heldUntil(endedAt: number, timed: readonly Timed[], known: ReadonlyMap<string, string>): readonly RehearsedLock[] {
  const held = new Map<string, RehearsedLock>()
  for (const { migration, startedAt, locks } of timed) {
    for (const { table: name, mode } of locks) {
      const table = known.get(name)
      if (table === undefined || held.has(`${table} ${mode}`)) continue
      held.set(`${table} ${mode}`, { migration, table, mode, blocks: mode === 'access exclusive' ? 'reads and writes' : 'writes', heldMs: endedAt - startedAt })
    }
  }
  return [...held.values()]
}
