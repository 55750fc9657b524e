import type { MigrationPhase } from '@tenon/model'
import type { MigrationText } from '../lint/migration-text.ts'
import { fieldsOf, nameParts, nodesOf, textOf } from '../lint/sql-node.ts'
import { columnOf, constraintOf, foreignKeyOf, stepsOf } from './schema-step.ts'
import type { SchemaStep } from './schema-step.ts'
import type { SchemaDiff } from './schema-engine.ts'

/** What the catalog of the scratch schema says beyond the diff. */
export interface ScratchFacts {
  /** Name of each foreign key: table, columns and target, as `foreignKeyOf` writes them. */
  readonly foreignKeys: ReadonlyMap<string, string>
  /** Name of each index: `table.column` of all its columns. */
  readonly indexes: ReadonlyMap<string, readonly string[]>
  /** `table.column` of every column that is not null and has no default. */
  readonly required: ReadonlySet<string>
  readonly types: ReadonlySet<string>
}

/** What to draft. */
export interface PlanDraftOptions {
  readonly diff: SchemaDiff
  readonly facts: ScratchFacts
  /** The unquoted schema that the backward script names. */
  readonly scratchSchema: string
  /** `add_lots`. */
  readonly name: string
  /** Number of the first migration to write. */
  readonly number: number
  /** Puts everything into one migration of this phase; left out: as many as the change needs. */
  readonly phase: MigrationPhase | null
}

/** Migrations to write, and what a person has to know of them. */
export interface DraftPlan {
  /** Up to three: expand, backfill, contract. Empty when nothing changed. */
  readonly migrations: readonly MigrationText[]
  /** What the change does to data, one sentence each; also written into the files. */
  readonly warnings: readonly string[]
  /** What schema.prisma says otherwise and the migrations' own SQL decides: names, actions of foreign keys, the guard's default. */
  readonly kept: readonly string[]
}

/**
 * Turns the difference between a module's migrations and its schema.prisma into migrations: what adds goes into an
 * expand, with its way back; columns that existing rows have no value for are filled in a backfill; what the previous
 * version still reads leaves in a contract, after finalize.
 */
export function planDraft(options: PlanDraftOptions): DraftPlan {
  const forward = ownSteps(options.diff.forward, options)
  const backward = ownSteps(options.diff.backward.replaceAll(`"${options.scratchSchema}".`, ''), options, forward.sameKeys)
  if (forward.steps.length === 0) return { migrations: [], warnings: [], kept: forward.kept }
  const parts = options.phase === null ? partsOf(forward.steps, backward.steps, options.facts) : { ...nothing, expand: forward.steps.map(({ sql }) => sql), down: backward.steps.map(({ sql }) => sql) }
  const warnings = warningsOf(forward.steps)
  return { migrations: migrationsOf(parts, warnings, options), warnings, kept: forward.kept }
}

interface OwnSteps {
  readonly steps: readonly SchemaStep[]
  readonly kept: readonly string[]
  readonly sameKeys: SameKeys
}

/** Foreign keys that are there under another name or with other actions: by what they say, and by every name. */
interface SameKeys {
  readonly said: ReadonlySet<string>
  readonly names: ReadonlySet<string>
}

/** Leaves out what is only written otherwise in schema.prisma: the SQL of a migration is the truth. */
function ownSteps(script: string, { facts }: PlanDraftOptions, known?: SameKeys): OwnSteps {
  const all = stepsOf(script)
  const sameKeys = known ?? sameKeysOf(all, facts)
  const kept: string[] = []
  const steps = all.filter((step) => {
    const why = keptBecause(step, sameKeys)
    if (why !== null && why !== '') kept.push(why)
    return why === null
  })
  return { steps, kept, sameKeys }
}

function sameKeysOf(steps: readonly SchemaStep[], facts: ScratchFacts): SameKeys {
  const dropped = new Map(steps.filter(({ action }) => action['subtype'] === 'AT_DropConstraint').map((step) => [facts.foreignKeys.get(columnOf(step)), columnOf(step)]))
  const added = steps.filter((step) => dropped.has(foreignKeyOf(step) ?? ''))
  const said = new Set(added.map((step) => foreignKeyOf(step) ?? ''))
  return { said, names: new Set([...added.map((step) => textOf(constraintOf(step)['conname'])), ...[...said].map((key) => dropped.get(key) ?? '')]) }
}

/** Why a step is none of this change; an empty text when there is nothing to say about it, null when it belongs. */
function keptBecause(step: SchemaStep, { said, names }: SameKeys): string | null {
  const { node, action } = step
  if (node.kind === 'TransactionStmt' || node.kind === 'CreateSchemaStmt') return ''
  if (node.kind === 'RenameStmt' && ['OBJECT_INDEX', 'OBJECT_TABCONSTRAINT'].includes(textOf(node.fields['renameType']))) return `name of ${textOf(fieldsOf(node.fields['relation'])['relname']) || textOf(node.fields['subname'])}`
  if (action['subtype'] === 'AT_ColumnDefault' && action['name'] === 'tenant_id') return `default of ${step.table ?? ''}.tenant_id`
  if (action['subtype'] === 'AT_DropConstraint' && names.has(columnOf(step))) return ''
  const key = foreignKeyOf(step)
  return key !== null && said.has(key) ? `foreign key ${key}` : null
}

/** SQL of each part of a change. */
interface DraftParts {
  readonly expand: readonly string[]
  readonly down: readonly string[]
  readonly fill: readonly string[]
  readonly fillDown: readonly string[]
  readonly contract: readonly string[]
}

const nothing: DraftParts = { expand: [], down: [], fill: [], fillDown: [], contract: [] }

function partsOf(forward: readonly SchemaStep[], backward: readonly SchemaStep[], facts: ScratchFacts): DraftParts {
  const removal = removalOf(forward, facts)
  const contract = forward.filter((step) => removal.takes(step))
  const unset = [...removal.columns].filter((column) => facts.required.has(column)).map(split)
  const late = new Set(forward.filter(needsValue).map(columnNameOf))
  return {
    expand: [...forward.filter((step) => !removal.takes(step)).map((step) => (needsValue(step) ? withoutNotNull(step.sql) : step.sql)), ...unset.map(({ table, column }) => `ALTER TABLE "${table}" ALTER COLUMN "${column}" DROP NOT NULL`)],
    down: [...unset.map(({ table, column }) => `-- Rows written meanwhile have no "${column}": give them one here, as the previous version needs it.\nALTER TABLE "${table}" ALTER COLUMN "${column}" SET NOT NULL`), ...backward.filter((step) => !removal.returns(step)).map(({ sql }) => sql)],
    fill: [...late].map(split).map(({ table, column }) => `-- What do the rows that are there get? The draft cannot know:\n-- UPDATE "${table}" SET "${column}" = ... WHERE "${column}" IS NULL;\nALTER TABLE "${table}" ALTER COLUMN "${column}" SET NOT NULL`),
    fillDown: [...late].map(split).map(({ table, column }) => `ALTER TABLE "${table}" ALTER COLUMN "${column}" DROP NOT NULL`),
    contract: contract.map(({ sql }) => sql),
  }
}

/** What the previous version still reads. */
interface Removal {
  /** `table.column` of every dropped column. */
  readonly columns: ReadonlySet<string>
  /** True for a forward step that has to wait for finalize. */
  takes(step: SchemaStep): boolean
  /** True for a backward step that brings back what will not be gone yet. */
  returns(step: SchemaStep): boolean
}

function removalOf(forward: readonly SchemaStep[], facts: ScratchFacts): Removal {
  const added = new Set(forward.filter(({ action }) => action['subtype'] === 'AT_AddColumn').map(columnNameOf))
  // A column that is dropped and added again changed its type beyond what a cast can do: it cannot wait.
  const columns = new Set(forward.filter(({ action }) => action['subtype'] === 'AT_DropColumn').map(columnNameOf).filter((column) => !added.has(column)))
  const tables = new Set(forward.flatMap((step) => droppedNames(step, 'OBJECT_TABLE')))
  const types = new Set(forward.flatMap((step) => droppedNames(step, 'OBJECT_TYPE')).filter((name) => facts.types.has(name)))
  const isGone = (column: string) => columns.has(column) || tables.has(split(column).table)
  const goneIndexes = new Set([...facts.indexes].filter(([, indexed]) => indexed.some(isGone)).map(([name]) => name))
  const goneKeys = new Set([...facts.foreignKeys].filter(([, said]) => tables.has(said.split(' ')[0] ?? '') || columnsOfKey(said).some(isGone)).map(([name]) => name))
  return {
    columns,
    takes: (step) => columns.has(columnNameOf(step)) || droppedNames(step, 'OBJECT_TABLE').length > 0 || droppedNames(step, 'OBJECT_TYPE').some((name) => types.has(name))
      || droppedNames(step, 'OBJECT_INDEX').some((name) => goneIndexes.has(name)) || (step.action['subtype'] === 'AT_DropConstraint' && goneKeys.has(columnOf(step))),
    returns: (step) => columns.has(columnNameOf(step)) || (step.node.kind === 'CreateStmt' && tables.has(textOf(fieldsOf(step.node.fields['relation'])['relname'])))
      || (step.node.kind === 'CreateEnumStmt' && types.has(nameParts(step.node.fields['typeName']).at(-1) ?? '')) || goneIndexes.has(textOf(step.node.fields['idxname'])) || goneKeys.has(textOf(constraintOf(step)['conname'])),
  }
}

function columnNameOf(step: SchemaStep): string {
  return `${step.table ?? ''}.${columnOf(step)}`
}

function columnsOfKey(said: string): readonly string[] {
  const [table = '', rest = ''] = said.split(' (')
  return (rest.split(')')[0] ?? '').split(', ').filter((column) => column !== 'tenant_id').map((column) => `${table}.${column}`)
}

function droppedNames({ node }: SchemaStep, removeType: string): readonly string[] {
  return node.kind === 'DropStmt' && node.fields['removeType'] === removeType ? (node.fields['objects'] as readonly unknown[]).map((object) => nameParts(object).at(-1) ?? '') : []
}

function split(name: string): { readonly table: string; readonly column: string } {
  const [table = '', column = ''] = name.split('.')
  return { table, column }
}

/** True for a column that rows which are there would have to have a value for. */
function needsValue({ action }: SchemaStep): boolean {
  if (action['subtype'] !== 'AT_AddColumn') return false
  const kinds = nodesOf(fieldsOf(fieldsOf(action['def'])['ColumnDef'])['constraints']).map(({ fields }) => textOf(fields['contype']))
  const isSerial = textOf(nameParts(fieldsOf(fieldsOf(fieldsOf(action['def'])['ColumnDef'])['typeName'])['names']).at(-1)).endsWith('serial')
  return kinds.includes('CONSTR_NOTNULL') && !isSerial && !kinds.some((kind) => ['CONSTR_DEFAULT', 'CONSTR_GENERATED', 'CONSTR_IDENTITY'].includes(kind))
}

/** The engine writes NOT NULL last. */
function withoutNotNull(sql: string): string {
  return sql.endsWith(' NOT NULL') ? sql.slice(0, -' NOT NULL'.length) : sql
}

function warningsOf(steps: readonly SchemaStep[]): readonly string[] {
  const added = new Set(steps.filter(({ action }) => action['subtype'] === 'AT_AddColumn').map(columnNameOf))
  const tables = steps.filter(({ node }) => node.kind === 'CreateStmt').map(({ node }) => textOf(fieldsOf(node.fields['relation'])['relname']))
  const brought = [...tables, ...added]
  return [...steps.flatMap((step) => stepWarnings(step, { added, tables })), ...(brought.length > 0 ? [`A roll back keeps the values of ${brought.join(', ')} in the stash, and the next upgrade puts them back.`] : [])]
}

function stepWarnings(step: SchemaStep, { added, tables }: { readonly added: ReadonlySet<string>; readonly tables: readonly string[] }): readonly string[] {
  const column = columnNameOf(step)
  switch (step.action['subtype']) {
    case 'AT_DropColumn': return [added.has(column) ? `${column} changes its type in a way no cast can follow, so its values are dropped. Better: add a column under another name and @map it.` : `${column} is dropped with its values at finalize; until then the way back is open.`]
    case 'AT_AlterColumnType': return [`${column} changes its type: every value is cast, and one that cannot be stops the move. A roll back keeps the exact values in the stash.`]
    case 'AT_AddColumn': return needsValue(step) ? [`${column} is required, and the rows that are there have no value for it: complete the backfill.`] : []
    default: return [
      ...droppedNames(step, 'OBJECT_TABLE').map((table) => `Table ${table} is dropped with its rows at finalize; until then the way back is open.`),
      ...(step.node.kind === 'IndexStmt' && step.node.fields['unique'] === true && !tables.includes(textOf(fieldsOf(step.node.fields['relation'])['relname'])) ? [`The new unique index ${textOf(step.node.fields['idxname'])} refuses tenants that have duplicates.`] : []),
    ]
  }
}

function migrationsOf(parts: DraftParts, warnings: readonly string[], { name, number, phase }: PlanDraftOptions): readonly MigrationText[] {
  const drafts = [
    { suffix: '', phase: phase ?? 'expand', up: parts.expand, down: parts.down },
    { suffix: '_fill', phase: 'backfill', up: parts.fill, down: parts.fillDown },
    { suffix: parts.expand.length > 0 ? '_contract' : '', phase: 'contract', up: parts.contract, down: [] },
  ].filter(({ up }) => up.length > 0)
  return drafts.map((draft, index) => ({
    name: `${String(number + index).padStart(4, '0')}_${name}${draft.suffix}`,
    up: [`-- phase: ${draft.phase}`, '', ...(index === 0 ? warnings.map((warning) => `-- ${warning}`) : []), ...(index === 0 && warnings.length > 0 ? [''] : []), ...draft.up.map(ended)].join('\n'),
    down: draft.phase === 'contract' || draft.phase === 'irreversible' ? null : draft.down.map(ended).join('\n'),
    restore: null,
  }))
}

function ended(sql: string): string {
  return `${sql};\n`
}
