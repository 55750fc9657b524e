import type { SqlFragment, SqlOptions, TransactionSql } from '@tenon/module-sdk'
import type { TenantBinding } from '@tenon/module-sdk/ports'
import type { QueryResult } from 'pg'
import { cancelOnAbort } from '../cancel-on-abort.ts'
import type { Connections } from '../connections.ts'
import { databaseErrors } from '../database-errors.ts'
import { rollBack } from '../owner-session.ts'
import { tenantIdentity } from '../session-identity.ts'
import type { RenderedStatement } from './render-statement.ts'
import type { StatementGate } from './statement-gate.ts'
import { withinTime } from './within-time.ts'

/** What raw SQL of one tenant works with. */
export interface TenantSqlParts {
  readonly connections: Connections
  readonly gate: StatementGate
  readonly binding: TenantBinding
  /** Heard besides each statement's own. */
  readonly signal: AbortSignal | undefined
}

/** Runs a statement on an open transaction's connection. */
export type RunInside = (statement: Pick<RenderedStatement, 'text' | 'values'>) => Promise<QueryResult>

/** A transaction of the tenant. Either `commit` or `rollBack` ends it and gives the connection back. */
export interface TenantTransaction {
  /** @throws TRANSACTION_ENDED after its end */
  readonly run: RunInside
  /** @throws TRANSACTION_ABORTED when a failed statement was swallowed */
  commit(): Promise<void>
  rollBack(): Promise<void>
}

/** Opens a transaction as the tenant. Its first statement need not wait for it. @throws the signal's reason */
export async function beginAsTenant(parts: TenantSqlParts, options: SqlOptions = {}): Promise<TenantTransaction> {
  const signal = signalOf(parts, options)
  signal?.throwIfAborted()
  const identity = tenantIdentity(parts.binding, options.timeoutMs)
  const { client, release } = await parts.connections.acquire(identity)
  let isOpen = true
  const begun = client.query(identity.begin)
  begun.catch(() => undefined)
  return {
    run: ({ text, values }) => {
      if (!isOpen) return Promise.reject(databaseErrors.TRANSACTION_ENDED({}))
      const query = () => client.query({ text, values: [...values] })
      return withinTime(options.timeoutMs, () => (signal ? cancelOnAbort(client, signal, query) : query()))
    },
    async commit() {
      isOpen = false
      await begun
      const { command } = await client.query('commit')
      if (command !== 'COMMIT') throw databaseErrors.TRANSACTION_ABORTED({})
      release()
    },
    async rollBack() {
      isOpen = false
      release(await rollBack(client))
    },
  }
}

/** Runs `work` in a transaction as the tenant; commits when it resolves, rolls back when it rejects. */
export async function transactAsTenant<Result>(parts: TenantSqlParts, work: (run: RunInside) => Promise<Result>, options: SqlOptions = {}): Promise<Result> {
  const transaction = await beginAsTenant(parts, options)
  try {
    const result = await work(transaction.run)
    await transaction.commit()
    return result
  } catch (error) {
    await transaction.rollBack()
    throw error
  }
}

/** The statements of an open transaction, checked like any other. */
export function transactionSql({ gate, binding }: TenantSqlParts, run: RunInside): TransactionSql {
  return {
    rows: async <Row>(statement: SqlFragment) => (await run(await gate.open(statement, binding.schema))).rows as Row[],
    run: async (statement) => (await run(await gate.open(statement, binding.schema))).rowCount ?? 0,
  }
}

/** The statement's own signal and the call's, whichever aborts first. */
export function signalOf({ signal }: Pick<TenantSqlParts, 'signal'>, options: SqlOptions): AbortSignal | undefined {
  if (options.signal === undefined || signal === undefined) return options.signal ?? signal
  return AbortSignal.any([options.signal, signal])
}
