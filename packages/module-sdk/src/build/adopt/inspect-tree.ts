import type { AdoptionReason } from './adoption-issue.ts'
import { isNameType, reasonOfFunction, takesName } from './function-rules.ts'
import { isServerType } from './server-types.ts'
import { projectSchema, qualifiedNames } from './schema-names.ts'
import { listOf, nodeOf } from './statement-rules.ts'
import { tokensIfAny } from './sql-text.ts'
import type { Syntax, SyntaxNode } from './sql-text.ts'

/** What stands in a tree besides the kind of its statement. */
export interface TreeInspection {
  readonly findings: readonly TreeFinding[]
  /** Strings that are names of objects: `nextval('public.item_id_seq')`. */
  readonly nameStrings: readonly string[]
}

/** Something that cannot be made tenant-local. */
export interface TreeFinding {
  readonly reason: AdoptionReason
  /** In bytes, where the tree knows it. */
  readonly at: number | null
}

/** Names in these are the server's own; only rows of the catalog are refused. */
const serverSchemas: readonly string[] = ['pg_catalog', 'information_schema']
const trustedLanguages: readonly string[] = ['sql', 'plpgsql']
const refusedOptions: Readonly<Record<string, AdoptionReason>> = { leakproof: 'function-option', support: 'function-option', transform: 'function-option', window: 'function-option' }

interface Findings {
  readonly findings: TreeFinding[]
  readonly nameStrings: string[]
}

/** Looks at every name, call and constant of a statement, expression or table. Pure. */
export function inspectTree(tree: Syntax): TreeInspection {
  const found: Findings = { findings: [], nameStrings: [] }
  const foreign = qualifiedNames(tree).some(([schema = '']) => schema !== projectSchema && !serverSchemas.includes(schema))
  if (foreign) found.findings.push({ reason: 'other-schema', at: null })
  if (hidesTable(tree)) found.findings.push({ reason: 'name-unclear', at: null })
  visit(tree, found)
  return found
}

/** A common table expression comes before the tables of the search path, not before `public.item`. */
function hidesTable(tree: Syntax): boolean {
  const expressions = new Set<Syntax>()
  const tables = new Set<Syntax>()
  collectNames(tree, { expressions, tables })
  return [...expressions].some((name) => tables.has(name))
}

function collectNames(value: Syntax, names: { readonly expressions: Set<Syntax>; readonly tables: Set<Syntax> }): void {
  for (const item of listOf(value)) collectNames(item, names)
  const node = nodeOf(value)
  if (node['ctename'] !== undefined) names.expressions.add(node['ctename'])
  if (node['relname'] !== undefined && node['schemaname'] === projectSchema) names.tables.add(node['relname'])
  for (const inner of Object.values(node)) collectNames(inner, names)
}

function visit(value: Syntax, found: Findings): void {
  for (const item of listOf(value)) visit(item, found)
  const node = nodeOf(value)
  for (const [reason, applies] of nodeRules) if (applies(node)) found.findings.push({ reason, at: typeof node['location'] === 'number' ? node['location'] : null })
  const call = reasonOfCall(node)
  if (call !== null) found.findings.push({ reason: call, at: typeof node['location'] === 'number' ? node['location'] : null })
  const name = nameConstantOf(node)
  if (name !== null) inspectNameString(name, found)
  for (const [field, inner] of Object.entries(node)) {
    if (field === 'A_Const' && !found.nameStrings.includes(stringOf(node) ?? '') && readsAsName(stringOf(node) ?? '')) found.findings.push({ reason: 'name-in-string', at: numberOf(nodeOf(inner)['location']) })
    if (field !== 'defname') visit(inner, found)
  }
}

const nodeRules: readonly (readonly [AdoptionReason, (node: SyntaxNode) => boolean])[] = [
  ['catalog', ({ relname, schemaname }) => typeof relname === 'string' && (serverSchemas.includes(String(schemaname)) || (schemaname === undefined && relname.startsWith('pg_')))],
  ['name-shadowed', ({ relname, schemaname }) => typeof relname === 'string' && schemaname === projectSchema && relname.startsWith('pg_')],
  ['name-shadowed', (node) => isServerType(lastName(node['typeName'] ?? node['domainname']))],
  ['reserved-name', ({ relname }) => typeof relname === 'string' && relname.startsWith('tenon_')],
  ['reserved-name', ({ newname }) => typeof newname === 'string' && newname.startsWith('tenon_')],
  ['prisma-table', ({ relname }) => relname === '_prisma_migrations'],
  ['current-schema', ({ op }) => op === 'SVFOP_CURRENT_SCHEMA' || op === 'SVFOP_CURRENT_CATALOG'],
  ['schema', (node) => lastName(node['names']) === 'regnamespace'],
  ['role', (node) => lastName(node['names']) === 'regrole'],
  ['security-definer', (node) => node['defname'] === 'security' && nodeOf(nodeOf(node['arg'])['Boolean'])['boolval'] === true],
  ['language', (node) => node['defname'] === 'language' && !trustedLanguages.includes(String(nodeOf(nodeOf(node['arg'])['String'])['sval']).toLowerCase())],
  ['function-option', (node) => typeof node['defname'] === 'string' && node['defname'] in refusedOptions],
]

function reasonOfCall(node: SyntaxNode): AdoptionReason | null {
  if (node['funcname'] === undefined || node['funcformat'] === undefined) return null
  const name = lastName(node['funcname'])
  const first = listOf(node['args'])[0]
  const computed = takesName(name) && !isKnownName(nodeOf(first))
  return reasonOfFunction(name) ?? (computed ? 'dynamic-sql' : null)
}

/** A constant, an object's own identity, or what the server answers with a name for. */
function isKnownName(argument: SyntaxNode): boolean {
  const call = nodeOf(argument['FuncCall'])
  const cast = nodeOf(argument['TypeCast'])
  if (argument['TypeCast'] !== undefined) return isKnownName(nodeOf(cast['arg']))
  return argument['A_Const'] !== undefined || argument['ColumnRef'] !== undefined || lastName(call['funcname']) === 'pg_get_serial_sequence'
}

/** The string of `nextval('...')` or `'...'::regclass`. */
function nameConstantOf(node: SyntaxNode): string | null {
  if (node['funcformat'] !== undefined && takesName(lastName(node['funcname']))) return stringBehindCasts(nodeOf(listOf(node['args'])[0]))
  const type = nodeOf(node['typeName'])
  return node['arg'] !== undefined && isNameType(lastName(type['names'])) ? stringBehindCasts(nodeOf(node['arg'])) : null
}

function stringBehindCasts(node: SyntaxNode): string | null {
  return node['TypeCast'] === undefined ? stringOf(node) : stringBehindCasts(nodeOf(nodeOf(node['TypeCast'])['arg']))
}

function inspectNameString(name: string, { findings, nameStrings }: Findings): void {
  const parts = nameParts(name)
  if (parts === null) findings.push({ reason: 'name-unclear', at: null })
  else if (parts.length > 1 && parts[0] !== projectSchema && !serverSchemas.includes(parts[0] ?? '')) findings.push({ reason: 'other-schema', at: null })
  nameStrings.push(name)
}

/** The parts of a name as `regclass` reads it; arguments of a function's name left out. */
function nameParts(name: string): readonly string[] | null {
  const tokens = tokensIfAny(name)
  if (tokens === null) return null
  const parts: string[] = []
  for (const [index, token] of tokens.entries()) {
    if (index % 2 === 1 && token.text !== '.') break
    if (index % 2 === 0 && token.name === null) return null
    if (index % 2 === 0) parts.push(token.name ?? '')
  }
  return parts.length === 0 ? null : parts
}

/** True for a text that is a name qualified with the project's schema and nothing else. */
function readsAsName(text: string): boolean {
  if (!text.includes(projectSchema)) return false
  const tokens = tokensIfAny(text)
  return tokens !== null && tokens.length === 3 && tokens[0]?.name === projectSchema && tokens[1]?.text === '.' && tokens[2]?.name !== null
}

function stringOf(node: SyntaxNode): string | null {
  const text = nodeOf(nodeOf(node['A_Const'])['sval'])['sval']
  return typeof text === 'string' ? text : null
}

function lastName(names: Syntax): string {
  return String(nodeOf(nodeOf(listOf(names).at(-1))['String'])['sval'] ?? '')
}

function numberOf(value: Syntax): number | null {
  return typeof value === 'number' ? value : null
}
