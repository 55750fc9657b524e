import { escapeLiteral } from 'pg'
import type { TenantBinding } from '@tenon/module-sdk/ports'
import { databaseErrors } from './database-errors.ts'

/** Who acts, in the forms the wire needs. */
export interface SessionIdentity {
  /** The schema whose data it works on; null: a different one each time. */
  readonly schema: string | null
  /** One statement that sets everything; it goes in front of a single query, in the same implicit transaction. Its text depends on what is set, not on the values. */
  readonly statement: { readonly text: string; readonly values: readonly string[] }
  /** Who shares statements that the server keeps parsed; null: queries are parsed each time. */
  readonly statementsOwner: string | null
  /** Opens an explicit transaction with everything set, in one message. */
  readonly begin: string
  /** Sets everything for as long as the connection lives: only for one that nobody else will ever use. */
  readonly session: string
}

const settable = /^[A-Za-z0-9_-]+$/

/** Migrations and the control plane: owns every schema, and row level security binds it too. */
export const ownerIdentity: SessionIdentity = identityOf({ role: 'tenon_owner' }, null)

/**
 * Requests of one tenant.
 * @param timeoutMs - the server gives up on a statement after this; default: its own setting
 * @throws BINDING_INVALID
 */
export function tenantIdentity(binding: TenantBinding, timeoutMs?: number): SessionIdentity {
  for (const field of ['tenantId', 'schema'] as const) {
    if (!settable.test(binding[field])) throw databaseErrors.BINDING_INVALID({ field })
  }
  const timeout = timeoutMs === undefined ? {} : { statement_timeout: String(Math.max(1, Math.ceil(timeoutMs))) }
  return identityOf({ role: 'tenon_runtime', 'tenon.tenant_id': binding.tenantId, ...timeout }, binding.schema)
}

/** Prisma reads and writes timestamps as UTC whatever the session says, so the session must say UTC. */
function identityOf(settings: Readonly<Record<string, string>>, schema: string | null): SessionIdentity {
  const entries = Object.entries({ ...settings, timezone: 'UTC' })
  const calls = entries.map(([name], index) => `set_config('${name}',$${index + 1},true)`)
  // `set local`, not `select set_config`: a query would take a snapshot, and then the isolation level could no longer be set.
  const statements = entries.map(([name, value]) => `set local ${name} = ${escapeLiteral(value)}`)
  return {
    schema,
    statement: { text: `select ${calls.join(',')}`, values: entries.map(([, value]) => value) },
    statementsOwner: null,
    begin: ['begin', ...statements].join(';'),
    session: entries.map(([name, value]) => `set ${name} = ${escapeLiteral(value)}`).join(';'),
  }
}
