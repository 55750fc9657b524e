import { defineErrors } from '@tenon/model'

/** What can go wrong between this process and its database. No detail ever holds the URL or its password. */
export const databaseErrors = defineErrors({
  DATABASE_URL_INVALID: {
    category: 'invalid-input',
    title: (d: { reason: string }) => `The database URL does not fit: ${d.reason}.`,
    next: () => 'Write it as postgresql://user:password@host:5432/database.',
  },
  DATABASE_UNREACHABLE: {
    category: 'unavailable',
    title: (d: { host: string; port: number; reason: string }) => `No PostgreSQL answers at ${d.host}:${d.port} (${d.reason}).`,
    next: () => 'Start the server, or correct DATABASE_URL.',
  },
  DATABASE_ACCESS_DENIED: {
    category: 'unauthenticated',
    title: (d: { host: string; port: number; user: string }) => `PostgreSQL at ${d.host}:${d.port} refuses user "${d.user}".`,
    next: () => 'Correct user and password in DATABASE_URL, or allow the user in pg_hba.conf.',
  },
  DATABASE_MISSING: {
    category: 'not-found',
    title: (d: { host: string; port: number; database: string }) => `PostgreSQL at ${d.host}:${d.port} has no database "${d.database}".`,
    next: (d) => `Create it with createdb ${d.database}, or correct DATABASE_URL.`,
  },
  DATABASE_TOO_OLD: {
    category: 'precondition',
    title: (d: { version: string }) => `The server is PostgreSQL ${d.version}; this needs 15 or later.`,
    next: () => 'Upgrade the server, or name another in DATABASE_URL.',
  },
  DATABASE_RIGHTS_MISSING: {
    category: 'precondition',
    title: (d: { user: string; missing: string }) => `The database user "${d.user}" may not ${d.missing}.`,
    next: (d) => `Have a superuser run: create role tenon_owner; create role tenon_runtime; grant tenon_owner, tenon_runtime to "${d.user}"; grant create on database <name> to tenon_owner.`,
  },
  DATABASE_BUSY: {
    category: 'unavailable',
    title: (d: { maxConnections: number; waitedMs: number }) => `All ${d.maxConnections} database connections stayed busy for ${d.waitedMs} ms.`,
    next: () => 'Try again; if it stays, raise maxConnections or look for transactions that never end.',
  },
  DATABASE_CONNECTIONS_EXHAUSTED: {
    category: 'unavailable',
    title: (d: { host: string; port: number }) => `PostgreSQL at ${d.host}:${d.port} takes no more connections.`,
    next: () => 'Lower maxConnections, or raise max_connections of the server.',
  },
  DATABASE_CLOSED: {
    category: 'unavailable',
    title: () => 'The database was closed.',
    next: () => 'Do not use it after close().',
  },
  TRANSACTION_ENDED: {
    category: 'internal',
    title: () => 'A statement came after its transaction had ended.',
    next: () => 'Await every statement inside the transaction, and leave commit and rollback to it.',
  },
  TRANSACTION_ABORTED: {
    category: 'internal',
    title: () => 'The transaction could not commit because a statement in it had failed and the failure was swallowed.',
    next: () => 'Let the failure reject the transaction, or run the statement that may fail in a savepoint.',
  },
  SQL_REFUSED: {
    category: 'internal',
    title: (d: { reason: string; statement: string }) => `A statement was refused: ${d.reason}. It begins: ${d.statement}`,
    next: () => 'Name tables by sql.table(...), keep to rows of this module, and leave role, tenant and transaction to the host.',
  },
  STATEMENT_TIMEOUT: {
    category: 'limit',
    title: (d: { timeoutMs: number }) => `A statement was ended after its ${d.timeoutMs} ms.`,
    next: () => 'Ask for less at once, look for a missing index, or give it more time.',
  },
  BINDING_INVALID: {
    category: 'invalid-input',
    title: (d: { field: string }) => `The ${d.field} of a tenant binding is empty or holds characters that no name has.`,
    next: () => 'Bind to an id and a schema name made by schemaNameOf.',
  },
  DRIVER_DUPLICATED: {
    category: 'internal',
    title: () => '@prisma/adapter-pg uses another copy of pg than @tenon/database.',
    next: () => 'Install one version of pg: run npm ls pg and dedupe.',
  },
})
