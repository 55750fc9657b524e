/** What a rule of the suite says of itself, once for terminal and guide. */
export interface ModuleRule {
  /** What it would do to a tenant, or to whoever looks after one. */
  readonly why: string
  /** What to do. */
  readonly next: string
}

/** Every rule that a module is held to, by code. */
export const moduleRules = {
  MANIFEST_STALE: { why: 'Hosts resolve, plan and ask for consent by the manifest, without running the module: what it does not say does not happen, what it says too much fails later.', next: 'Build the module again: the manifest is read from its code.' },
  MANIFEST_REFUSED: { why: 'No host would take this version into its catalog.', next: 'Correct what the sentence names, and build again.' },
  ROUTE_WITHOUT_PERMISSION: { why: 'Whoever may reach the tenant may call it, and nobody can take that away from them.', next: 'Declare it with defineRoute and a permission that the manifest lists.' },
  EVENT_UNDECLARED: { why: 'It would wait for an event that no published name can match.', next: 'Name the event as its publisher declares it: module.noun.verb.' },
  RELEASED_MIGRATION_CHANGED: { why: 'Tenants have run the released text: their ledgers refuse another one, and they could neither go up nor come back.', next: 'Restore the released files, and put the change into a new migration.' },
  VERSION_UNREADABLE: { why: 'The suite cannot walk to or from it.', next: 'Correct what the sentence names; a released tarball stays as it is and is taken out of the index instead.' },

  DOWN_MISSING: { why: 'Without it no tenant ever comes back.', next: 'Write down.sql beside migration.sql, or declare `-- phase: irreversible` and say in the changeset why.' },
  DOWN_INCOMPLETE: { why: 'After up and down the schema is not what it was: drift is reported, and the next upgrade fails.', next: 'Undo in down.sql, last first, everything that migration.sql did, and nothing else.' },
  PHASE_UNDERSTATED: { why: 'The phase is what operators trust: expand and backfill keep everything that the previous version reads, so that the way back stays open until finalize.', next: 'Move the statement into a migration of its own that says `-- phase: contract`; add, fill and switch over before it.' },
  MIGRATION_REFUSED: { why: 'The lint of migrations refuses it.', next: 'Do as the sentence says; `tenon migration lint` shows the line.' },

  SETTINGS_SCHEMA_INVALID: { why: 'No value can be checked against it: the module cannot be installed.', next: 'Describe the settings as JSON Schema 2020-12, an object with properties; z.object makes one.' },
  SETTING_WITHOUT_DEFAULT: { why: 'A tenant that never set anything would have no value for it.', next: 'Give it a default: z.boolean().default(false).' },
  SETTING_WITHOUT_DESCRIPTION: { why: 'Whoever sees it in a form has its name alone to go by.', next: 'Say what it does and for whom: .describe("Let stock fall below zero, for tenants that ship first.").' },
  SETTING_DEFAULT_REFUSED: { why: 'Every tenant without settings of its own runs on the default, and would be refused at install and at each change of any other setting.', next: 'Choose a default that the schema allows, or allow the default.' },
  SETTING_NOT_EDITABLE: { why: 'No form can offer a field for it.', next: 'Give it one type: string, number, integer, boolean, an enum, an array or an object of these.' },

  MOVE_FAILED: { why: 'A tenant with data like this would stay where it is.', next: 'Correct the migration that the sentence names; `tenon migration lint` and `tenon rehearse` show more.' },
  SHAPE_DIFFERS: { why: 'The tenant would be reported as drifted, and its next move refused.', next: 'Make up and down mirror each other; use no state that differs from run to run.' },
  DATA_LOST: { why: 'Invariant of every move: no row that a tenant wrote is lost by an upgrade, a roll back, or both, up to finalize.', next: 'Let the down give back what the old version had, and backfill only what is missing, so that what the stash puts back stays.' },
  CRASH_LEFT_TRACES: { why: 'A host that dies here would leave data that is neither old nor new.', next: 'Leave commit, files, sequences and other sessions out of migrations; give batches a condition that shrinks.' },
  FINALIZE_REOPENED: { why: 'After finalize the shape of the old version is gone: a down would destroy data.', next: 'Put what closes the way back into a migration with `-- phase: contract`.' },
  PURGE_INCOMPLETE: { why: 'A tenant that left would leave data behind, or take others with it.', next: "Create everything in the tenant's own schema, with bare names." },

  TENANT_LEAKED: { why: 'One tenant has seen what belongs to another.', next: 'Keep nothing between calls, or keep it by tenant: module-level variables, caches and memoized functions outlive a call and are shared by all tenants.' },
  TENANT_WRITTEN: { why: 'One tenant has changed what belongs to another.', next: "Write through scope.db, scope.sql or scope.transaction alone: they are bound to the tenant of the call." },
  ROUTE_NOT_REACHED: { why: 'A leak behind an answer that nobody got cannot be found.', next: 'Give the schema of its input an example, a pattern or an enum that the handler takes, let `seedTenant` write what it needs to find, or name it in `unreached` and say why.' },
  PERMISSION_NOT_ENFORCED: { why: 'The manifest promises that nobody without the permission gets this far.', next: 'Declare the route with defineRoute, which asks before the request is parsed; or ask scope.can first.' },
  DENIED_BUT_WRITTEN: { why: 'The caller was told no, and the data changed all the same.', next: 'Ask for the permission before anything else is done.' },
} as const satisfies Record<string, ModuleRule>

/** Code of a rule. */
export type ModuleFindingCode = keyof typeof moduleRules
