import type { AdoptionReason } from './adoption-issue.ts'

/** Functions by name that reach beyond the tenant's schema. */
const reasons: Readonly<Record<string, AdoptionReason>> = {
  current_schema: 'current-schema',
  current_schemas: 'current-schema',
  database_to_xml: 'dynamic-sql',
  database_to_xml_and_xmlschema: 'dynamic-sql',
  database_to_xmlschema: 'dynamic-sql',
  crosstab: 'dynamic-sql',
  cursor_to_xml: 'dynamic-sql',
  pg_cancel_backend: 'server-function',
  pg_notify: 'notify',
  pg_reload_conf: 'server-function',
  pg_terminate_backend: 'server-function',
  query_to_xml: 'dynamic-sql',
  query_to_xml_and_xmlschema: 'dynamic-sql',
  query_to_xmlschema: 'dynamic-sql',
  schema_to_xml: 'dynamic-sql',
  set_config: 'setting',
  to_regnamespace: 'schema',
  ts_stat: 'dynamic-sql',
}

const prefixes: readonly (readonly [string, AdoptionReason])[] = [
  ['crosstab', 'dynamic-sql'],
  ['dblink', 'foreign-data'],
  ['lo_', 'large-object'],
  ['loread', 'large-object'],
  ['lowrite', 'large-object'],
  ['pg_advisory_', 'advisory-lock'],
  ['pg_try_advisory_', 'advisory-lock'],
  ['pg_backup_', 'server-function'],
  ['pg_copy_', 'server-function'],
  ['pg_create_', 'server-function'],
  ['pg_drop_', 'server-function'],
  ['pg_logical_', 'replication'],
  ['pg_ls_', 'server-function'],
  ['pg_read_', 'server-function'],
  ['pg_replication_', 'replication'],
  ['pg_rotate_', 'server-function'],
  ['pg_stat_', 'server-function'],
  ['pg_switch_', 'server-function'],
  ['tenon_', 'reserved-name'],
]

/** Why a call of a function is refused; null when it is fine. */
export function reasonOfFunction(name: string): AdoptionReason | null {
  return reasons[name] ?? prefixes.find(([prefix]) => name.startsWith(prefix))?.[1] ?? null
}

/** Functions whose first argument is a name inside a string. */
const namesInside: readonly string[] = ['currval', 'nextval', 'pg_get_serial_sequence', 'setval', 'to_regclass', 'to_regproc', 'to_regprocedure', 'to_regtype']

/** True when the first argument of the function is the name of an object, as text. */
export function takesName(functionName: string): boolean {
  return namesInside.includes(functionName)
}

/** Types whose strings are names of objects. */
const nameTypes: readonly string[] = ['regclass', 'regproc', 'regprocedure', 'regtype']

/** True for a type such as `regclass`. */
export function isNameType(typeName: string): boolean {
  return nameTypes.includes(typeName)
}
