import type { CheckStatement, Finding } from './finding.ts'
import { bodyOf } from './parse-script.ts'
import { fieldsOf, nameParts, nodesOf, textOf, walk } from './sql-node.ts'
import type { SqlFields, SqlNode } from './sql-node.ts'

/** Nothing that leaves the tenant's schema, changes rights or settings, ends the transaction, or opens the guard. */
export const checkWalls: CheckStatement = (context) => {
  const { statement, schema } = context
  const body = bodyOf(statement)
  const inside = body.flatMap((node) => [...nodeFindings(node), ...nameFindings(node)].map(({ code, what }) => ({ code, what })))
  const own = [...nodeFindings(statement.node), ...nameFindings(statement.node)]
  return [...own, ...inside, ...functionFindings(statement.node, { reads: tablesIn(body), known: schema.tables })]
}

function nodeFindings(node: SqlNode): readonly Finding[] {
  const code = codeByKind[node.kind]
  if (code) return [{ code, what: `${sentenceOf[code]} (${node.kind.replace(/Stmt$/, '')}).` }]
  return [...(special[node.kind]?.(node.fields) ?? []), ...callFindings(node)]
}

type WallCode = 'TRANSACTION_CONTROL' | 'RIGHTS_CHANGED' | 'SERVER_CHANGED' | 'REACHES_OUT' | 'SETTING_CHANGED'

const sentenceOf: Readonly<Record<WallCode, string>> = {
  TRANSACTION_CONTROL: 'The statement begins or ends a transaction',
  RIGHTS_CHANGED: 'The statement changes roles, owners or rights',
  SERVER_CHANGED: 'The statement changes the database or the server',
  REACHES_OUT: 'The statement reaches out of the schema',
  SETTING_CHANGED: 'The statement changes the session',
}

/** Kinds of statement that are refused whatever they say. */
const codeByKind: Readonly<Record<string, WallCode>> = Object.fromEntries(Object.entries({
  TRANSACTION_CONTROL: ['TransactionStmt'],
  RIGHTS_CHANGED: ['GrantStmt', 'GrantRoleStmt', 'AlterDefaultPrivilegesStmt', 'AlterOwnerStmt', 'ReassignOwnedStmt', 'DropOwnedStmt', 'CreateRoleStmt', 'AlterRoleStmt', 'AlterRoleSetStmt', 'DropRoleStmt', 'SecLabelStmt'],
  SERVER_CHANGED: ['CreateExtensionStmt', 'AlterExtensionStmt', 'AlterExtensionContentsStmt', 'CreateSchemaStmt', 'AlterSystemStmt', 'CreatedbStmt', 'DropdbStmt', 'AlterDatabaseStmt', 'AlterDatabaseSetStmt', 'AlterDatabaseRefreshCollStmt', 'CreateTableSpaceStmt', 'DropTableSpaceStmt', 'CreateEventTrigStmt', 'AlterEventTrigStmt', 'CreatePLangStmt', 'LoadStmt', 'CreateAmStmt', 'CheckPointStmt', 'CreatePublicationStmt', 'AlterPublicationStmt', 'CreateTransformStmt'],
  REACHES_OUT: ['CreateForeignTableStmt', 'CreateForeignServerStmt', 'AlterForeignServerStmt', 'CreateFdwStmt', 'AlterFdwStmt', 'CreateUserMappingStmt', 'AlterUserMappingStmt', 'ImportForeignSchemaStmt', 'CreateSubscriptionStmt', 'AlterSubscriptionStmt'],
  SETTING_CHANGED: ['DiscardStmt'],
} satisfies Record<WallCode, readonly string[]>).flatMap(([code, kinds]) => kinds.map((kind) => [kind, code as WallCode])))

/** Kinds where it depends on what they say. */
const special: Readonly<Record<string, (fields: SqlFields) => readonly Finding[]>> = {
  VariableSetStmt: (fields) => settingFindings(textOf(fields['name']), fields['is_local'] === true),
  CopyStmt: (fields) => (fields['is_program'] === true || fields['filename'] !== undefined ? [{ code: 'REACHES_OUT', what: `The statement copies ${fields['is_program'] === true ? 'through a program' : 'with a file'} of the server.` }] : []),
  CreatePolicyStmt: (fields) => (fields['permissive'] === true ? [{ code: 'GUARD_WEAKENED', what: `Policy ${textOf(fields['policy_name'])} is permissive.` }] : []),
  AlterPolicyStmt: (fields) => guardFindings(textOf(fields['policy_name'])),
  AlterTableStmt: (fields) => nodesOf(fields['cmds']).flatMap(({ fields: command }) => commandFindings(textOf(command['subtype']))),
  DropStmt: dropFindings,
  CreateFunctionStmt: languageFindings,
  AlterObjectSchemaStmt: (fields) => [{ code: 'NAME_QUALIFIED', what: `The statement moves an object to schema ${textOf(fields['newschema'])}.` }],
  DoStmt: () => [{ code: 'CODE_UNSEEN', what: 'The statement is a do block.' }],
}

/** Settings that only make a migration wait or work differently, and end with its transaction. */
const harmless = ['lock_timeout', 'statement_timeout', 'work_mem', 'maintenance_work_mem', 'max_parallel_maintenance_workers', 'enable_seqscan', 'enable_nestloop', 'synchronous_commit']

function settingFindings(name: string, isLocal: boolean): readonly Finding[] {
  return isLocal && harmless.includes(name) ? [] : [{ code: 'SETTING_CHANGED', what: `The statement sets ${name || 'settings'}${isLocal ? '' : ' beyond the transaction'}.` }]
}

function guardFindings(policy: string): readonly Finding[] {
  return policy === 'tenon_guard' ? [{ code: 'GUARD_WEAKENED', what: 'The statement changes the guard itself.' }] : []
}

function commandFindings(subtype: string): readonly Finding[] {
  if (subtype === 'AT_ChangeOwner') return [{ code: 'RIGHTS_CHANGED', what: 'The statement changes the owner of a table.' }]
  return ['AT_DisableRowSecurity', 'AT_NoForceRowSecurity'].includes(subtype) ? [{ code: 'GUARD_WEAKENED', what: 'The statement takes row level security away.' }] : []
}

function dropFindings(fields: SqlFields): readonly Finding[] {
  const type = textOf(fields['removeType'])
  if (['OBJECT_SCHEMA', 'OBJECT_EXTENSION', 'OBJECT_EVENT_TRIGGER', 'OBJECT_PUBLICATION', 'OBJECT_LANGUAGE'].includes(type)) return [{ code: 'SERVER_CHANGED', what: `${sentenceOf.SERVER_CHANGED}.` }]
  if (['OBJECT_FOREIGN_SERVER', 'OBJECT_FOREIGN_TABLE', 'OBJECT_FDW'].includes(type)) return [{ code: 'REACHES_OUT', what: `${sentenceOf.REACHES_OUT}.` }]
  return type === 'OBJECT_POLICY' ? namesOf(fields['objects']).flatMap((parts) => guardFindings(parts.at(-1) ?? '')) : []
}

function languageFindings(fields: SqlFields): readonly Finding[] {
  const language = nodesOf(fields['options']).find(({ fields: option }) => option['defname'] === 'language')?.fields['arg']
  const name = textOf(fieldsOf(fieldsOf(language)['String'])['sval'])
  return ['', 'sql', 'plpgsql'].includes(name) ? [] : [{ code: 'REACHES_OUT', what: `The function is written in ${name}, which is not bound by the walls.` }]
}

const reachingCalls = /^(dblink.*|pg_read_(binary_)?file|pg_ls_.*|pg_stat_file|lo_(import|export)|pg_(terminate|cancel)_backend|pg_reload_conf|query_to_xml|pg_switch_wal|pg_rotate_logfile)$/
const namingCalls = ['nextval', 'currval', 'setval', 'to_regclass', 'to_regtype', 'to_regproc', 'pg_get_serial_sequence']

function callFindings(node: SqlNode): readonly Finding[] {
  const findings: Finding[] = []
  walk({ node: node.fields }, ({ kind, fields }) => {
    if (kind !== 'FuncCall') return
    const name = nameParts(fields['funcname']).at(-1) ?? ''
    const location = fields['location'] as number
    const args = nodesOf(fields['args']).map(({ fields: arg }) => arg)
    const text = textOf(fieldsOf(args[0]?.['sval'])['sval'])
    if (reachingCalls.test(name)) findings.push({ code: 'REACHES_OUT', what: `The statement calls ${name}.`, location })
    if (name === 'set_config') findings.push(...settingFindings(text, fieldsOf(args[2]?.['boolval'])['boolval'] === true).map((each) => ({ ...each, location })))
    if (namingCalls.includes(name) && text.includes('.')) findings.push({ code: 'NAME_QUALIFIED', what: `The text '${text}' names a schema.`, location })
  })
  return findings
}

/** PostgreSQL's own schemas: the same for every tenant. */
const shared = ['pg_catalog', 'information_schema']

function nameFindings(node: SqlNode): readonly Finding[] {
  const findings: Finding[] = []
  const report = (parts: readonly string[], location: unknown) => {
    if (parts.length > 1 && !shared.includes(parts[0] ?? '')) findings.push({ code: 'NAME_QUALIFIED', what: `The name ${parts.join('.')} is qualified.`, location: typeof location === 'number' ? location : null })
  }
  walk({ [node.kind]: node.fields }, ({ kind, fields }) => {
    // A foreign key's target is judged with the foreign key.
    if (kind !== 'pktable' && 'relname' in fields && 'schemaname' in fields) report([textOf(fields['schemaname']), textOf(fields['relname'])], fields['location'])
    for (const field of ['funcname', 'typeName', 'domainname', 'objname'] as const) if (Array.isArray(fields[field])) report(nameParts(fields[field]), fields['location'])
    if ('typemod' in fields) report(nameParts(fields['names']), fields['location'])
    if (kind === 'ColumnRef') report(nameParts(fields['fields']).slice(0, -2).length > 0 ? nameParts(fields['fields']) : [], fields['location'])
    if (kind === 'TypeCast') report(castName(fields), fields['location'])
  })
  if (node.kind === 'DropStmt') for (const parts of namesOf(node.fields['objects'])) report(parts.slice(0, parts.length - ownParts(textOf(node.fields['removeType'])) + 1), null)
  return findings
}

/** How many parts the bare name of such an object has: a trigger or policy names its table too. */
function ownParts(removeType: string): number {
  return ['OBJECT_TRIGGER', 'OBJECT_POLICY', 'OBJECT_RULE'].includes(removeType) ? 2 : 1
}

/** `'public.item'::regclass` names a table in a text. */
function castName(fields: SqlFields): readonly string[] {
  const text = textOf(fieldsOf(fieldsOf(fieldsOf(fields['arg'])['A_Const'])['sval'])['sval'])
  const type = nameParts(fieldsOf(fields['typeName'])['names']).at(-1) ?? ''
  return type.startsWith('reg') && text.includes('.') ? text.split('.') : []
}

function namesOf(objects: unknown): readonly (readonly string[])[] {
  // Names with arguments and types are met by the walk.
  return (Array.isArray(objects) ? objects : []).filter((object) => 'List' in fieldsOf(object)).map(nameParts)
}

function functionFindings(node: SqlNode, { reads, known }: { readonly reads: readonly string[]; readonly known: ReadonlyMap<string, unknown> }): readonly Finding[] {
  if (node.kind !== 'CreateFunctionStmt') return []
  const options = nodesOf(node.fields['options']).map(({ fields }) => fields)
  const setsPath = options.some((option) => option['defname'] === 'set' && textOf(fieldsOf(fieldsOf(option['arg'])['VariableSetStmt'])['name']) === 'search_path')
  const definer = options.some((option) => option['defname'] === 'security' && fieldsOf(fieldsOf(option['arg'])['Boolean'])['boolval'] === true)
  const name = nameParts(node.fields['funcname']).at(-1) ?? ''
  if (setsPath) return pathFindings(options, name)
  if (definer) return [{ code: 'DEFINER_WITHOUT_PATH', what: `Function ${name} is security definer and sets no search path.` }]
  const table = reads.find((each) => known.has(each))
  return table === undefined ? [] : [{ code: 'FUNCTION_WITHOUT_PATH', what: `Function ${name} reads ${table} and sets no search path.` }]
}

/** A search path written out is as good as a qualified name; `from current` is the tenant's own. */
function pathFindings(options: readonly SqlFields[], name: string): readonly Finding[] {
  const schemas = options.map((option) => fieldsOf(fieldsOf(option['arg'])['VariableSetStmt'])).filter((set) => set['name'] === 'search_path')
    .flatMap((set) => nodesOf(set['args']).map(({ fields }) => textOf(fieldsOf(fields['sval'])['sval']))).filter((schema) => schema !== '' && !shared.includes(schema))
  return schemas.length === 0 ? [] : [{ code: 'NAME_QUALIFIED', what: `Function ${name} sets its search path to ${schemas.join(', ')}.` }]
}

function tablesIn(body: readonly SqlNode[]): readonly string[] {
  const names: string[] = []
  for (const node of body) walk({ [node.kind]: node.fields }, ({ fields }) => { if ('relname' in fields && !('schemaname' in fields)) names.push(textOf(fields['relname'])) })
  return names
}
