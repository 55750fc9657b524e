/** Why a statement cannot be kept inside one tenant's schema. The sentence goes with `<file>:<line>: <what> ` before it. */
export const adoptionReasons = {
  'syntax': 'is not SQL that PostgreSQL can parse.',
  'statement': 'is no statement that a tenant-local migration may hold: it reaches beyond the schema, or has not been examined.',
  'transaction': 'controls the transaction; a move is one transaction and ends itself. A plain BEGIN; ... COMMIT; around statements is fine.',
  'schema': 'creates, drops or enters a schema; a tenant has exactly one, and Tenon creates it.',
  'other-schema': 'names a schema other than public; everything of the module stands in the one schema of its tenant.',
  'database': 'acts on the database, the server or its storage, which all tenants share.',
  'catalog': 'reads the system catalog, which shows the objects of all tenants. Ask to_regclass(\'name\') or to_regtype(\'name\'), or say IF [NOT] EXISTS.',
  'role': 'creates, changes or becomes a role; roles belong to the whole server.',
  'grant': 'grants or revokes rights; Tenon grants what the run-time role needs.',
  'policy': 'changes row level security; every table gets its guard by itself, and another policy could open it.',
  'replication': 'publishes or subscribes; replication carries the rows of all tenants.',
  'event-trigger': 'fires on the DDL of the whole database.',
  'foreign-data': 'reaches another server or a file.',
  'extension': 'names an extension that is not known to be safe to share among tenants.',
  'extension-change': 'changes an extension that all tenants share.',
  'materialized-view': 'keeps rows that row level security cannot guard. Make it a view, or a table that a trigger fills.',
  'security-definer': 'runs with its owner\'s rights; drop SECURITY DEFINER, the guard holds for invokers.',
  'language': 'is written in a language that cannot be read before it runs. Write it in sql or plpgsql.',
  'function-option': 'sets an option that only a superuser may set, or that takes effect beyond the function.',
  'setting': 'changes a setting for whoever uses the connection next, or one that the guard rests on. SET LOCAL of a timeout or of memory is fine.',
  'search-path': 'sets the search path; the tenant\'s schema is the search path, of functions too.',
  'notify': 'uses a channel that all tenants of the database share.',
  'large-object': 'uses large objects, which belong to no schema and have no row level security.',
  'server-function': 'calls a function that reaches the server, other sessions or their locks.',
  'advisory-lock': 'takes an advisory lock, and the same number is the same lock for every tenant. Lock a row instead.',
  'dynamic-sql': 'runs SQL put together at run time, which cannot be examined before it runs. Write the statement out.',
  'current-schema': 'depends on which schema is current, which differs between a migration and a request.',
  'name-in-string': 'holds a name qualified with public inside a string, where it cannot be followed. Leave the schema out.',
  'name-unclear': 'would mean something else without its schema: public is also a table or an alias here, or a common table expression or a trigger\'s transition table has the table\'s name. Rename that.',
  'body-unreadable': 'has a body that cannot be read before it runs. Write it in dollar quotes, in plain PL/pgSQL or SQL.',
  'temporary': 'makes a temporary table, which could hide the tenant\'s table of the same name, and outlive the migration on a shared connection. Use a common table expression, or a table that the migration drops.',
  'concurrently': 'cannot run inside the transaction of a move. Leave CONCURRENTLY out, or declare the migration `-- run: outside`.',
  'copy': 'copies from or to a client or a file.',
  'rule': 'rewrites queries by a rule. Use a trigger.',
  'name-shadowed': 'makes an object with a name that PostgreSQL has itself (or a type, or pg_...); without its schema the name would mean PostgreSQL\'s. Rename it.',
  'reserved-name': 'uses a name that Tenon keeps for itself (tenon_...).',
  'prisma-table': 'uses Prisma\'s own migration table; the ledger takes its place.',
} as const

/** One of the reasons, as a stable key. */
export type AdoptionReason = keyof typeof adoptionReasons

/** One place of an SQL file that cannot be made tenant-local. */
export interface AdoptionIssue {
  readonly reason: AdoptionReason
  /** From 1. */
  readonly line: number
  /** What stands there: `grant select on ...`, cut to 60 characters. */
  readonly subject: string
}
