import type { SqlDatabase } from '@tenon/model'
import { compileMove } from '../src/program/compile-move.ts'
import type { Compilation } from '../src/program/move-program.ts'
import { readMarks } from '../src/schema-mark.ts'
import { readFingerprints, readShapes } from '../src/shape/read-shapes.ts'
import { openFixture } from './fixture.ts'
import type { Fixture, Step, TenantFixture } from './fixture.ts'

/** Two databases with a tenant of the same name in each: one is moved step by step, the other by programs. */
export interface Pair {
  readonly stepwise: Fixture
  readonly program: Fixture
  tenants(steps: readonly Step[]): readonly [stepwise: TenantFixture, program: TenantFixture]
  close(): Promise<void>
}

/** Opens both databases. Close them after the tests. */
export async function openPair(): Promise<Pair> {
  const [stepwise, program] = await Promise.all([openFixture(), openFixture()])
  return { stepwise, program, tenants: (steps) => [stepwise.tenant(steps), program.tenant(steps)], close: async () => {
    await stepwise.close()
    await program.close()
  } }
}

/** Compiles the tenant's move to a data version from where its mark says it is. */
export async function compileFor(database: SqlDatabase, { target, migrations }: TenantFixture, toDataVersion: number): Promise<Compilation> {
  const from = (await readMarks(database, [target.schema])).get(target.schema) ?? null
  return compileMove(database, { direction: toDataVersion > (from?.dataVersion ?? 0) ? 'up' : 'down', module: target.module, migrations, from, toDataVersion })
}

/** Moves the tenant by a program, or step by step when there is none. Resolves to which of the two, and why. */
export async function moveByProgram(database: SqlDatabase, tenant: TenantFixture, toDataVersion: number): Promise<string> {
  const compilation = await compileFor(database, tenant, toDataVersion)
  const { schema } = tenant.target
  if (compilation.kind === 'program') {
    const fingerprint = (await readFingerprints(database, [schema])).get(schema) ?? null
    if (fingerprint !== compilation.program.fingerprint) throw new Error(`fingerprint ${String(fingerprint)} instead of ${String(compilation.program.fingerprint)}`)
    await database.script(compilation.program.textFor(tenant.target))
    return 'program'
  }
  const from = (await readMarks(database, [schema])).get(schema)?.dataVersion ?? 0
  await (toDataVersion > from ? tenant.up(toDataVersion) : tenant.down(toDataVersion))
  return compilation.reason
}

/** All that a move may change: shape, rows, ledger, stash and mark, without object ids and the moment. */
export async function stateOf(database: SqlDatabase, { target, sql }: TenantFixture): Promise<unknown> {
  const shape = (await readShapes(database, [target.schema])).get(target.schema)
  const tables = await sql<{ name: string }>(`select tablename as name from pg_tables where schemaname = $1 and tablename not like 'tenon%' order by 1`, [target.schema])
  const rows: Record<string, unknown> = {}
  for (const { name } of tables) rows[name] = (await sql<{ row: object }>(`select to_jsonb(t) as row from "${name}" t order by 1`)).map(({ row }) => row)
  const ledger = await sql(`select to_jsonb(l) - 'applied_at' as entry from tenon_ledger l order by data_version`)
  const stash = await sql(`
    select to_jsonb(s) - array['id', 'relation', 'key_numbers'] as entry, c.relname as relation
    from tenon_stash s left join pg_class c on c.oid = s.relation order by 1, 2`)
  const mark = (await readMarks(database, [target.schema])).get(target.schema)
  return { shape, rows, ledger, stash, mark }
}
