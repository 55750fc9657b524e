import type { AdoptionReason } from './adoption-issue.ts'
import type { Syntax, SyntaxNode } from './sql-text.ts'

/** Answers why a statement is refused, or null. A kind of statement without a rule is refused. */
type StatementRule = (fields: SyntaxNode) => AdoptionReason | null

const allowed: StatementRule = () => null
const refused = (reason: AdoptionReason): StatementRule => () => reason

/** Kinds of objects that live in a schema and may be made, named, commented on and dropped there. */
const localObjects = [
  'AGGREGATE', 'ATTRIBUTE', 'COLLATION', 'COLUMN', 'DEFAULT', 'DOMAIN', 'DOMCONSTRAINT', 'FUNCTION', 'INDEX', 'PROCEDURE', 'ROUTINE', 'SEQUENCE',
  'STATISTIC_EXT', 'TABCONSTRAINT', 'TABLE', 'TRIGGER', 'TYPE', 'VIEW',
].map((kind) => `OBJECT_${kind}`)

const objectReasons: Readonly<Record<string, AdoptionReason>> = {
  OBJECT_SCHEMA: 'schema',
  OBJECT_DATABASE: 'database',
  OBJECT_TABLESPACE: 'database',
  OBJECT_ROLE: 'role',
  OBJECT_POLICY: 'policy',
  OBJECT_RULE: 'rule',
  OBJECT_EXTENSION: 'extension-change',
  OBJECT_EVENT_TRIGGER: 'event-trigger',
  OBJECT_PUBLICATION: 'replication',
  OBJECT_SUBSCRIPTION: 'replication',
  OBJECT_FDW: 'foreign-data',
  OBJECT_FOREIGN_SERVER: 'foreign-data',
  OBJECT_FOREIGN_TABLE: 'foreign-data',
  OBJECT_LARGEOBJECT: 'large-object',
  OBJECT_MATVIEW: 'materialized-view',
}

const tableChangeReasons: Readonly<Record<string, AdoptionReason>> = {
  AT_ChangeOwner: 'role',
  AT_SetTableSpace: 'database',
  AT_SetTableSpaceAll: 'database',
  AT_EnableRowSecurity: 'policy',
  AT_DisableRowSecurity: 'policy',
  AT_ForceRowSecurity: 'policy',
  AT_NoForceRowSecurity: 'policy',
  AT_EnableRule: 'rule',
  AT_EnableAlwaysRule: 'rule',
  AT_EnableReplicaRule: 'rule',
  AT_DisableRule: 'rule',
  AT_EnableAlwaysTrig: 'replication',
  AT_EnableReplicaTrig: 'replication',
  AT_ReplicaIdentity: 'replication',
  AT_GenericOptions: 'foreign-data',
}

/** Settings that end with the transaction and decide nothing about whose rows are seen or how values read. */
const harmlessSettings = ['check_function_bodies', 'client_min_messages', 'lock_timeout', 'maintenance_work_mem', 'statement_timeout', 'work_mem', 'idle_in_transaction_session_timeout']

const rules: Readonly<Record<string, StatementRule>> = {
  AlterDomainStmt: allowed,
  AlterEnumStmt: allowed,
  AlterFunctionStmt: allowed,
  AlterSeqStmt: allowed,
  AlterStatsStmt: allowed,
  AlterTableStmt: ({ objtype, cmds }) => reasonOfObject(objtype) ?? listOf(cmds).map(reasonOfTableChange).find((reason) => reason !== null) ?? null,
  AlterTypeStmt: allowed,
  CallStmt: allowed,
  CommentStmt: ({ objtype }) => reasonOfObject(objtype),
  CompositeTypeStmt: allowed,
  ConstraintsSetStmt: allowed,
  CreateDomainStmt: allowed,
  CreateEnumStmt: allowed,
  CreateFunctionStmt: allowed,
  CreateRangeStmt: allowed,
  CreateSeqStmt: allowed,
  CreateStatsStmt: allowed,
  CreateStmt: reasonOfTable,
  CreateTableAsStmt: (fields) => fields['objtype'] === 'OBJECT_MATVIEW' ? 'materialized-view' : reasonOfTable(nodeOf(fields['into'])),
  CreateTrigStmt: allowed,
  DefineStmt: ({ kind }) => kind === 'OBJECT_AGGREGATE' || kind === 'OBJECT_COLLATION' ? null : 'statement',
  DeleteStmt: allowed,
  DoStmt: allowed,
  DropStmt: ({ removeType, concurrent }) => (concurrent === true ? 'concurrently' : reasonOfObject(removeType)),
  IndexStmt: ({ concurrent, tableSpace }) => (concurrent === true ? 'concurrently' : tableSpace === undefined ? null : 'database'),
  InsertStmt: allowed,
  LockStmt: allowed,
  MergeStmt: allowed,
  RenameStmt: ({ renameType }) => reasonOfObject(renameType),
  SelectStmt: ({ intoClause }) => (intoClause === undefined ? null : reasonOfTable(nodeOf(intoClause))),
  TruncateStmt: allowed,
  UpdateStmt: allowed,
  VariableSetStmt: ({ kind, name, is_local: local }) => {
    if (name === 'search_path') return 'search-path'
    if (name === 'role' || name === 'session_authorization') return 'role'
    return local === true && kind === 'VAR_SET_VALUE' && harmlessSettings.includes(String(name)) ? null : 'setting'
  },
  ViewStmt: ({ view }) => (nodeOf(view)['relpersistence'] === 't' ? 'temporary' : null),

  AlterDatabaseSetStmt: refused('database'),
  AlterDatabaseStmt: refused('database'),
  AlterDefaultPrivilegesStmt: refused('grant'),
  AlterEventTrigStmt: refused('event-trigger'),
  AlterExtensionContentsStmt: refused('extension-change'),
  AlterExtensionStmt: refused('extension-change'),
  AlterForeignServerStmt: refused('foreign-data'),
  AlterObjectSchemaStmt: ({ objectType }) => (objectType === 'OBJECT_EXTENSION' ? 'extension-change' : 'schema'),
  AlterOwnerStmt: refused('role'),
  AlterPolicyStmt: refused('policy'),
  AlterPublicationStmt: refused('replication'),
  AlterRoleSetStmt: refused('role'),
  AlterRoleStmt: refused('role'),
  AlterSubscriptionStmt: refused('replication'),
  AlterSystemStmt: refused('database'),
  CheckPointStmt: refused('database'),
  CopyStmt: refused('copy'),
  CreateEventTrigStmt: refused('event-trigger'),
  CreateExtensionStmt: refused('extension'),
  CreateFdwStmt: refused('foreign-data'),
  CreateForeignServerStmt: refused('foreign-data'),
  CreateForeignTableStmt: refused('foreign-data'),
  CreatePolicyStmt: refused('policy'),
  CreatePublicationStmt: refused('replication'),
  CreateRoleStmt: refused('role'),
  CreateSchemaStmt: refused('schema'),
  CreateSubscriptionStmt: refused('replication'),
  CreateTableSpaceStmt: refused('database'),
  CreateUserMappingStmt: refused('foreign-data'),
  CreatedbStmt: refused('database'),
  DropOwnedStmt: refused('role'),
  DropRoleStmt: refused('role'),
  DropTableSpaceStmt: refused('database'),
  DropdbStmt: refused('database'),
  GrantRoleStmt: refused('role'),
  GrantStmt: refused('grant'),
  ImportForeignSchemaStmt: refused('foreign-data'),
  ListenStmt: refused('notify'),
  NotifyStmt: refused('notify'),
  ReassignOwnedStmt: refused('role'),
  RefreshMatViewStmt: refused('materialized-view'),
  RuleStmt: refused('rule'),
  TransactionStmt: refused('transaction'),
  UnlistenStmt: refused('notify'),
  VacuumStmt: refused('database'),
}

/** Why a statement of this kind with these fields has no place in a tenant-local migration; null when it has one. Looks at the statement itself, not at the names in it. */
export function reasonOfStatement(kind: string, fields: SyntaxNode): AdoptionReason | null {
  const rule = rules[kind]
  return rule === undefined ? 'statement' : rule(fields)
}

function reasonOfObject(kind: Syntax): AdoptionReason | null {
  return localObjects.includes(String(kind)) ? null : objectReasons[String(kind)] ?? 'statement'
}

function reasonOfTableChange(change: Syntax): AdoptionReason | null {
  return tableChangeReasons[String(nodeOf(nodeOf(change)['AlterTableCmd'])['subtype'])] ?? null
}

/** Also for what `select into` and `create table as` make. */
function reasonOfTable(fields: SyntaxNode): AdoptionReason | null {
  if (fields['tablespacename'] !== undefined || fields['tableSpaceName'] !== undefined) return 'database'
  const relation = nodeOf(fields['relation'] ?? fields['rel'])
  return relation['relpersistence'] === 't' ? 'temporary' : null
}

/** A node's fields; none when there is no node. */
export function nodeOf(value: Syntax): SyntaxNode {
  return typeof value === 'object' && value !== null && !isList(value) ? value : {}
}

/** A list's items; none when there is no list. */
export function listOf(value: Syntax): readonly Syntax[] {
  return isList(value) ? value : []
}

function isList(value: Syntax): value is readonly Syntax[] {
  return Array.isArray(value)
}
