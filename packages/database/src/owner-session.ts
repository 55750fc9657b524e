import type { SqlResult, SqlSession } from '@tenon/model'
import type { Client, ClientBase, QueryResult } from 'pg'
import type { Connections } from './connections.ts'
import { databaseErrors } from './database-errors.ts'
import { ownerIdentity } from './session-identity.ts'

/** Runs one statement as the owner role, in a transaction of its own. */
export async function queryAsOwner<Row>(connections: Connections, text: string, values: readonly unknown[] = []): Promise<SqlResult<Row>> {
  return sqlResultOf<Row>(await connections.query(ownerIdentity, { text, values: [...values] }))
}

/**
 * Runs `work` in one transaction as the owner role; commits when it resolves, rolls back when it rejects.
 * @throws TRANSACTION_ABORTED when a failed statement was swallowed, so that a commit would silently keep nothing;
 * TRANSACTION_ENDED to whoever uses the session after `work` has settled
 */
export async function transactAsOwner<Result>(connections: Connections, work: (session: SqlSession) => Promise<Result>): Promise<Result> {
  const { client, release } = await connections.acquire(ownerIdentity)
  const session = openSession(client)
  let failure: unknown
  try {
    await client.query(ownerIdentity.begin)
    const result = await work(session)
    session.end()
    const { command } = await client.query('commit')
    if (command !== 'COMMIT') throw databaseErrors.TRANSACTION_ABORTED({})
    return result
  } catch (error) {
    session.end()
    failure = await rollBack(client)
    throw error
  } finally {
    release(failure)
  }
}

/** Sends a text that opens and ends its own transaction, in one message. What it left open by failing is rolled back. */
export async function runScript(connections: Connections, text: string): Promise<void> {
  const { client, release } = await connections.acquire(ownerIdentity)
  let failure: unknown
  try {
    await client.query(text)
  } catch (error) {
    failure = await rollBack(client)
    throw error
  } finally {
    release(failure)
  }
}

/** Runs `work` as the owner role outside any transaction, on a connection that is closed afterwards: what it was set to goes with it. */
export async function withOwnerConnection<Result>(createClient: () => Client, work: (session: SqlSession) => Promise<Result>): Promise<Result> {
  const client = createClient()
  // The failure itself reaches whoever awaits a query.
  client.on('error', () => undefined)
  await client.connect()
  const session = openSession(client)
  try {
    await client.query(ownerIdentity.session)
    return await work(session)
  } finally {
    session.end()
    await client.end()
  }
}

function openSession(client: ClientBase): SqlSession & { end(): void } {
  let ended = false
  return {
    async query<Row>(text: string, values: readonly unknown[] = []) {
      if (ended) throw databaseErrors.TRANSACTION_ENDED({})
      return sqlResultOf<Row>(await client.query(text, [...values]))
    },
    end: () => { ended = true },
  }
}

/** Resolves to the error when the connection cannot even roll back and must be thrown away. */
export function rollBack(client: ClientBase): Promise<unknown> {
  return client.query('rollback').then(() => undefined, (error: unknown) => error)
}

/** A text of several statements gives several results; the last one stands for all, as in psql. */
function sqlResultOf<Row>(result: QueryResult | readonly QueryResult[]): SqlResult<Row> {
  const last = Array.isArray(result) ? (result as readonly QueryResult[]).at(-1) : (result as QueryResult)
  return { rows: (last?.rows ?? []) as Row[], rowCount: last?.rowCount ?? 0 }
}
