import type { TenonError } from '@tenon/model'
import type { ConnectionPlace } from './connection-settings.ts'
import { databaseErrors } from './database-errors.ts'

const unreachable = new Map([
  ['ECONNREFUSED', 'connection refused'],
  ['ENOTFOUND', 'host name unknown'],
  ['EAI_AGAIN', 'host name unknown'],
  ['ETIMEDOUT', 'timed out'],
  ['EHOSTUNREACH', 'no route to host'],
  ['ENETUNREACH', 'no route to network'],
  ['ECONNRESET', 'connection reset'],
  ['57P03', 'it is starting up or shutting down'],
])

/** Says in our words why a connection could not be opened; null when the failure is something else. */
export function connectErrorOf(error: unknown, place: ConnectionPlace): TenonError | null {
  const { code, message } = error as { readonly code?: string; readonly message?: string }
  const { host, port, user, database } = place
  const reason = unreachable.get(code ?? '') ?? reasonOfMessage(message ?? '')
  if (reason !== null) return databaseErrors.DATABASE_UNREACHABLE({ host, port, reason }, { cause: error })
  if (code === '28P01' || code === '28000') return databaseErrors.DATABASE_ACCESS_DENIED({ host, port, user }, { cause: error })
  if (code === '3D000') return databaseErrors.DATABASE_MISSING({ host, port, database }, { cause: error })
  if (code === '53300') return databaseErrors.DATABASE_CONNECTIONS_EXHAUSTED({ host, port }, { cause: error })
  return null
}

/** pg has no codes for these. */
function reasonOfMessage(message: string): string | null {
  if (/Connection terminated due to connection timeout|timeout expired/.test(message)) return 'timed out'
  if (/Connection terminated unexpectedly/.test(message)) return 'connection closed while opening it'
  if (/password must be a string/.test(message)) return 'it asks for a password and the URL has none'
  if (/does not support SSL/.test(message)) return 'it has no TLS, which the URL asks for'
  return null
}
