/** What a rule of the lint says of itself, once for terminal, JSON and guide. */
export interface LintRule {
  /** `error`: the migration must not be published like this. `warning`: it works, and somebody should have thought about it. */
  readonly severity: 'error' | 'warning'
  readonly why: string
  readonly saferForm: string
}

const tenantColumn = `tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), '')`

/** Every rule of the lint, by code. Codes are API: a comment in a published migration may name them. */
export const lintRules = {
  SQL_UNREADABLE: { severity: 'error', why: 'PostgreSQL\'s parser cannot read the file, so no server will.', saferForm: 'Correct the statement at this line.' },
  HEADER_UNKNOWN: { severity: 'error', why: 'The first line says what the migration is allowed to do, the second how it runs; neither can be guessed.', saferForm: '-- phase: expand | backfill | contract | irreversible, and below it, where needed, -- run: outside | batches' },
  DISABLE_WITHOUT_REASON: { severity: 'error', why: 'Whoever reads this in a year has to know why the rule did not apply.', saferForm: '-- tenon-lint-disable-next-line CODE: the reason in one sentence' },
  DISABLE_WITHOUT_EFFECT: { severity: 'warning', why: 'The comment silences nothing: the code is unknown, or the finding is gone.', saferForm: 'Remove the comment.' },

  TABLE_WITHOUT_TENANT: { severity: 'error', why: 'The guard between tenants compares tenant_id; a table without it cannot be guarded and the move is refused.', saferForm: tenantColumn },
  RELATION_UNGUARDABLE: { severity: 'error', why: 'Row level security does not reach the rows that a materialized view keeps, so the move is refused.', saferForm: 'create view ..., or a table with tenant_id that a trigger or the module fills' },
  KEY_WITHOUT_TENANT: { severity: 'error', why: 'A key that does not lead with tenant_id tells one tenant what another has, and cannot move to a shared placement.', saferForm: 'primary key (tenant_id, id), unique (tenant_id, code)' },
  FOREIGN_KEY_WITHOUT_TENANT: { severity: 'error', why: 'Foreign keys are checked past row level security: without tenant_id a row may point at another tenant\'s.', saferForm: 'foreign key (tenant_id, item_id) references item (tenant_id, id)' },
  FOREIGN_KEY_LEAVES_MODULE: { severity: 'error', why: 'Each module\'s data is moved, rolled back and dropped on its own; a foreign key out of it ties versions together.', saferForm: 'Keep the other module\'s id as a plain column and ask its interface.' },
  FOREIGN_KEY_NULLS_TENANT: { severity: 'error', why: 'The action writes every column of the key, tenant_id too, which is never null.', saferForm: 'on delete set null (item_id)' },

  NAME_QUALIFIED: { severity: 'error', why: 'Migrations run with the tenant\'s own schema as search path; a qualified name reaches past it.', saferForm: 'Write the bare name.' },
  SETTING_CHANGED: { severity: 'error', why: 'Role, search path, tenant and what outlives the transaction belong to the migrator: the walls between tenants stand on them.', saferForm: 'Leave it out; set local is fine for lock_timeout, statement_timeout and memory.' },
  RIGHTS_CHANGED: { severity: 'error', why: 'The migrator alone decides who may do what: the runtime role gets rows, never structure.', saferForm: 'Leave it out: rights are granted after each move.' },
  GUARD_WEAKENED: { severity: 'error', why: 'A permissive policy is joined with `or` to the guard, and a table without row level security has none.', saferForm: 'create policy ... as restrictive ...' },
  DEFINER_WITHOUT_PATH: { severity: 'error', why: 'The function runs with its owner\'s rights and its caller\'s search path: whoever calls it chooses what its names mean.', saferForm: 'security definer set search_path from current' },
  FUNCTION_WITHOUT_PATH: { severity: 'error', why: 'Requests run without a search path, so the bare table names inside are not found when the function is called.', saferForm: 'create function ... set search_path from current as ...' },
  TRANSACTION_CONTROL: { severity: 'error', why: 'A move is one transaction with ledger, lock and journal in it, and ends itself.', saferForm: 'Leave it out.' },
  SERVER_CHANGED: { severity: 'error', why: 'It changes the database or the server, which other tenants and modules share and no roll back undoes.', saferForm: 'Have an operator prepare the database, and say so in the module\'s README.' },
  REACHES_OUT: { severity: 'error', why: 'It reads or writes outside the tenant\'s schema: files, programs, other servers, other sessions.', saferForm: 'Do it in the module\'s code, or with the import of the application.' },
  CODE_UNSEEN: { severity: 'warning', why: 'Lint, plan and lock estimate see only part of what a do block does.', saferForm: 'Write the statements out.' },

  INDEX_BLOCKS_WRITES: { severity: 'warning', why: 'Every write to the table waits until the index is built.', saferForm: 'A migration of its own: -- run: outside, create index concurrently ...' },
  COLUMN_REWRITES_TABLE: { severity: 'warning', why: 'The value differs from row to row, so the whole table is rewritten while nobody can read it.', saferForm: 'Add the column without it, fill it in a backfill, then set the default.' },
  COLUMN_NEEDS_DEFAULT: { severity: 'error', why: 'The rows that are there have no value for it: the statement fails for every tenant with data.', saferForm: 'Add it nullable or with a constant default, fill it in a backfill, set not null there.' },
  CONSTRAINT_SCANS_TABLE: { severity: 'warning', why: 'All rows are checked while nobody can read or write.', saferForm: 'add constraint ... not valid, and validate constraint in a later migration; for keys: create unique index concurrently, then add constraint ... using index' },
  FOREIGN_KEY_SCANS_TABLE: { severity: 'warning', why: 'All rows are checked while nobody can write to either table.', saferForm: 'add constraint ... foreign key ... not valid, and validate constraint in a later migration' },
  NOT_NULL_SCANS_TABLE: { severity: 'warning', why: 'All rows are read while nobody can read or write.', saferForm: 'add constraint c check (column is not null) not valid, validate constraint c in a later migration, then set not null' },
  TYPE_REWRITES_TABLE: { severity: 'warning', why: 'The table and its indexes are rewritten while nobody can read or write.', saferForm: 'Add a column of the new type, fill it in a backfill, drop the old one in a contract.' },
  TABLE_LOCKED: { severity: 'warning', why: 'It holds a lock that makes every reader or writer wait until it is done.', saferForm: 'Leave reindex (concurrently) and vacuum to operators, and let statements take their own locks.' },

  CONTRACT_IN_EXPAND: { severity: 'error', why: 'The previous version still reads it: after a roll back it would be gone, and the way back is open until finalize.', saferForm: 'Move it to a migration of its own with -- phase: contract.' },
  RENAME_IN_EXPAND: { severity: 'error', why: 'The previous version still reads the old name.', saferForm: 'Add under the new name, copy in a backfill, drop the old one in a contract; or @map the new name to the old column.' },
  NEEDS_OUTSIDE: { severity: 'error', why: 'PostgreSQL refuses it inside a transaction, and a move is one.', saferForm: '-- run: outside in the second line, in a migration of its own; in down.sql the plain form' },
  ENUM_VALUE_USED: { severity: 'error', why: 'PostgreSQL does not let a new enum value be used before the transaction that added it has committed.', saferForm: 'Add the value in one migration with -- run: outside and use it in the next.' },
  BACKFILL_NOT_REPEATABLE: { severity: 'warning', why: 'A backfill meets rows that a stash has just given their true values back, and may run twice.', saferForm: 'update ... where column is null; insert ... on conflict do nothing' },
  BATCHES_WITHOUT_LIMIT: { severity: 'error', why: 'The runner sets how many rows a batch may have; a statement that does not ask for it takes all of them, in one long transaction.', saferForm: `update t set c = ... where (tenant_id, id) in (select tenant_id, id from t where c is null limit current_setting('tenon.batch_rows')::int)` },
  RUN_REFUSED: { severity: 'error', why: 'What runs ahead of a move must survive an interruption at any point; of this one nobody could tell afterwards whether it took effect, or it has no place there.', saferForm: 'Give the index a name; leave reindex to operators; run contract steps and detach partition inside the move.' },
  BATCHES_NOT_ONE_STATEMENT: { severity: 'error', why: 'The statement is run again and again until it touches no row; of several, it would be unclear which.', saferForm: 'One update, insert or delete per migration with -- run: batches.' },

  DOWN_MISSING: { severity: 'error', why: 'Without it no tenant ever comes back.', saferForm: 'Write down.sql, or declare -- phase: irreversible.' },
  DOWN_LOSES_DATA: { severity: 'error', why: 'The stash keeps what this migration brought and puts it back when it runs again; this was there before it, so nothing would bring the shape back.', saferForm: 'Undo only what migration.sql did.' },
  DOWN_INCOMPLETE: { severity: 'error', why: 'After up and down the schema differs from before: the next upgrade fails, and drift is reported.', saferForm: 'Undo in down.sql, last first, everything that migration.sql did.' },
} as const satisfies Record<string, LintRule>

/** Code of a rule. */
export type LintCode = keyof typeof lintRules

/** One finding of the lint. */
export interface LintIssue extends LintRule {
  readonly code: LintCode
  /** Path inside the module's package. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** What stands there, in one sentence. */
  readonly what: string
}
