import { loadModule, parseSync } from 'libpg-query'
import type { RehearsalIssue, SqlSession } from '@tenon/model'
import { splitStatements } from '../split-statements.ts'
import { readCatalog } from '../stash/read-catalog.ts'
import type { CatalogTable } from '../stash/read-catalog.ts'
import { computedIssues } from './rehearsal-issues.ts'
import { compareWithImages, takeImages } from './row-images.ts'
import type { WalkRequest } from './walk.ts'

type Node = Readonly<Record<string, unknown>>

/** A statement that says what becomes of rows which are there already. */
interface Upsert {
  readonly migration: string
  readonly table: string
  /** Those that it writes into rows which are there. */
  readonly columns: readonly string[]
  readonly sql: string
}

/** What the migrations compute whatever is there. */
export interface Computed {
  /** For a person to judge. */
  readonly issues: readonly RehearsalIssue[]
  /** Columns, as `relation.name`. */
  readonly columns: ReadonlySet<string>
}

const nothing: Computed = { issues: [], columns: new Set() }

/**
 * Right after rows were written at random as the newer version: lets the migrations compute what they say they
 * compute whatever is there. A table that these very migrations create has rows before them only when a stash
 * returned some; an author who writes `on conflict do update` (or a merge that updates) there says that the
 * computed value is the true one, as the sum of other rows is. Rows written at random know no such rule, and would look lost
 * on the next way up. After this they keep it, and may be compared to the last value.
 * @param older - the tables of the version before the migrations
 */
export async function computeAnew(session: SqlSession, { clone, pending, migrations }: WalkRequest, older: readonly CatalogTable[]): Promise<Computed> {
  const upserts: Upsert[] = []
  for (const { name } of pending) upserts.push(...(await upsertsOf(name, migrations.find((each) => each.name === name)?.up ?? '')))
  if (upserts.length === 0) return nothing
  const made = (await readCatalog(session, clone.schema)).filter(({ relation }) => !older.some((table) => table.relation === relation))
  const mine = upserts.filter(({ table }) => made.some(({ name }) => name === table))
  if (mine.length === 0) return nothing
  const tables = made.filter(({ name }) => mine.some(({ table }) => table === name))
  const images = await takeImages(session, clone, { schema: `${clone.schema}_any`, tables })
  for (const { sql } of mine) await tryStatement(session, sql)
  const changed = await compareWithImages(session, images, { now: tables, excuses: null })
  return {
    issues: computedIssues(changed, (table) => mine.findLast((upsert) => upsert.table === table)?.migration ?? ''),
    columns: new Set(tables.flatMap(({ relation, name }) => mine.filter(({ table }) => table === name).flatMap(({ columns }) => columns.map((column) => `${relation}.${column}`)))),
  }
}

/** One that builds on what a later migration took away does not run here, and computes nothing. */
async function tryStatement(session: SqlSession, sql: string): Promise<void> {
  await session.query('savepoint tenon_computed')
  try {
    await session.query(sql)
  } catch (error) {
    if (!/^[0-9A-Z]{5}$/.test((error as { readonly code?: string }).code ?? '')) throw error
    await session.query('rollback to savepoint tenon_computed')
  }
  await session.query('release savepoint tenon_computed')
}

async function upsertsOf(migration: string, up: string): Promise<readonly Upsert[]> {
  if (!/\b(conflict|merge)\b/i.test(up)) return []
  const statements = await splitStatements(up)
  if ('offset' in statements) return []
  await loadModule()
  return statements.flatMap(({ sql }): readonly Upsert[] => {
    const [first] = parseSync(sql).stmts ?? []
    const [kind, node] = Object.entries((first?.stmt ?? {}) as Node)[0] ?? ['', {}]
    const columns = columnsUpdated(kind, node as Node)
    return columns.length > 0 ? [{ migration, table: String(((node as Node)['relation'] as Node)['relname']), columns, sql }] : []
  })
}

function columnsUpdated(kind: string, node: Node): readonly string[] {
  if (kind === 'InsertStmt') return targetsOf(node['onConflictClause'] as Node | undefined)
  if (kind !== 'MergeStmt') return []
  const clauses = ((node['mergeWhenClauses'] ?? []) as readonly Node[]).map((each) => each['MergeWhenClause'] as Node)
  return clauses.filter((clause) => clause['commandType'] === 'CMD_UPDATE').flatMap(targetsOf)
}

/** The columns that `set` names; none for `do nothing`. */
function targetsOf(clause: Node | undefined): readonly string[] {
  return ((clause?.['targetList'] ?? []) as readonly Node[]).map((each) => String((each['ResTarget'] as Node)['name']))
}
