import type { SqlFragment, SqlOptions, TenantSql } from '@tenon/module-sdk'
import type { TenantBinding } from '@tenon/module-sdk/ports'
import type { Client, QueryResult } from 'pg'
import { tenantIdentity } from '../session-identity.ts'
import type { SessionIdentity } from '../session-identity.ts'
import { copyRows } from './copy-rows.ts'
import { streamRows } from './stream-rows.ts'
import { signalOf, transactAsTenant, transactionSql } from './tenant-transaction.ts'
import type { TenantSqlParts } from './tenant-transaction.ts'
import { withinTime } from './within-time.ts'

/** Raw SQL as one tenant. @param createClient - for COPY, which needs a connection of its own */
export function createTenantSql(parts: TenantSqlParts, createClient: () => Client): TenantSql {
  const { connections, gate, binding } = parts
  const identity = identityOf(binding)

  async function query(statement: SqlFragment, options: SqlOptions = {}): Promise<QueryResult> {
    const { text, values } = await gate.open(statement, binding.schema)
    const { timeoutMs } = options
    const as = timeoutMs === undefined ? identity : identityOf(binding, timeoutMs)
    return withinTime(timeoutMs, () => connections.query(as, { text, values: [...values] }, signalOf(parts, options)))
  }

  return {
    rows: async <Row>(statement: SqlFragment, options?: SqlOptions) => (await query(statement, options)).rows as Row[],
    run: async (statement, options) => (await query(statement, options)).rowCount ?? 0,
    batch: (statements, options) => runBatch(parts, statements, options),
    transaction: (work, options) => transactAsTenant(parts, (run) => work(transactionSql(parts, run)), options),
    stream: (statement, options) => streamRows(parts, statement, options),
    copy: (target, rows, options) => copyRows(parts, { ...options, target, rows, createClient }),
  }
}

function identityOf(binding: TenantBinding, timeoutMs?: number): SessionIdentity {
  return { ...tenantIdentity(binding, timeoutMs), statementsOwner: binding.version === undefined ? null : `sql ${binding.schema} ${binding.version}` }
}

/** All are sent before the first answer is awaited. */
async function runBatch(parts: TenantSqlParts, statements: readonly SqlFragment[], options?: SqlOptions): Promise<readonly (readonly Record<string, unknown>[])[]> {
  const rendered = await Promise.all(statements.map((statement) => parts.gate.open(statement, parts.binding.schema)))
  return transactAsTenant(parts, async (run) => {
    const outcomes = await Promise.allSettled(rendered.map(run))
    return outcomes.map((outcome) => {
      // Those behind the first failure fail too, with "transaction is aborted".
      if (outcome.status === 'rejected') throw outcome.reason
      return outcome.value.rows as Record<string, unknown>[]
    })
  }, options)
}
