import type { SqlDatabase, SqlSession } from '@tenon/model'

/** A crash that comes at one step of a move, as when its host is killed or the server fails it: the connection is cut, and what was open is rolled back. */
export interface Crash {
  /** A step begins or has ended. At the chosen one the next statement of the move never arrives. */
  reach(): void
  /** The database as the move sees it. */
  readonly database: SqlDatabase
  /** Nothing follows in this transaction: a crash that is due comes now. */
  settle(session: SqlSession): Promise<void>
  /** True once the connection was cut. */
  hasStruck(): boolean
}

/** @param at - the step at which it comes, from 0; null: never */
export function createCrash(database: SqlDatabase, at: number | null): Crash {
  let reached = 0
  let isDue = false
  let struck = false

  async function strike(session: SqlSession): Promise<void> {
    isDue = false
    struck = true
    const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid')
    // As whoever logged in: the owner's role may not end sessions of a superuser.
    await database.script(`select pg_terminate_backend(${rows[0]?.pid ?? 0})`)
  }

  const fragile = (session: SqlSession): SqlSession => ({
    async query(text, values) {
      if (isDue) await strike(session)
      return session.query(text, values)
    },
  })

  return {
    reach() {
      isDue ||= reached === at
      reached += 1
    },
    database: { ...database, transaction: (work) => database.transaction((session) => work(fragile(session))), session: (work) => database.session((session) => work(fragile(session))) },
    async settle(session) {
      if (isDue) await fragile(session).query('select 1')
    },
    hasStruck: () => struck,
  }
}
