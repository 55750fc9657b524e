import type { SqlDatabase } from '@tenon/model'
import { compileMove } from '../src/program/compile-move.ts'
import type { Compilation } from '../src/program/move-program.ts'
import { readMarks } from '../src/schema-mark.ts'
import { readFingerprints, readShapes } from '../src/shape/read-shapes.ts'
import type { TenantFixture } from './fixture.ts'

/** Compiles the tenant's move to a data version from where its mark says it is. */
export async function compileFor(database: SqlDatabase, { target, migrations }: TenantFixture, toDataVersion: number): Promise<Compilation> {
  const from = (await readMarks(database, [target.schema])).get(target.schema) ?? null
  return compileMove(database, { direction: toDataVersion > (from?.dataVersion ?? 0) ? 'up' : 'down', module: target.module, migrations, from, toDataVersion })
}

/** Moves the tenant by a program, or step by step when there is none. Resolves to which of the two, and why. */
export async function moveByProgram(database: SqlDatabase, tenant: TenantFixture, toDataVersion: number): Promise<string> {
  const compilation = await compileFor(database, tenant, toDataVersion)
  if (compilation.kind === 'program') {
    const { program } = compilation
    const fingerprint = (await readFingerprints(database, [tenant.target.schema])).get(tenant.target.schema) ?? null
    if (fingerprint !== program.fingerprint) throw new Error(`fingerprint ${String(fingerprint)} instead of ${String(program.fingerprint)}`)
    await database.script(program.textFor(tenant.target))
    return 'program'
  }
  const from = (await readMarks(database, [tenant.target.schema])).get(tenant.target.schema)?.dataVersion ?? 0
  await (toDataVersion > from ? tenant.up(toDataVersion) : tenant.down(toDataVersion))
  return compilation.reason
}

/** All that a move may change: shape, rows, ledger, stash and mark, without what names the tenant or the moment. */
export async function stateOf(database: SqlDatabase, { target, sql }: TenantFixture): Promise<unknown> {
  const shape = (await readShapes(database, [target.schema])).get(target.schema)
  const tables = await sql<{ name: string }>(`select relname as name from pg_class where relnamespace = (select oid from pg_namespace where nspname = $1) and relkind = 'r' and relname not like 'tenon%' order by 1`, [target.schema])
  const rows: Record<string, unknown> = {}
  for (const { name } of tables) rows[name] = (await sql<{ row: object }>(`select to_jsonb(t) - 'tenant_id' as row from "${name}" t order by 1`)).map(({ row }) => row)
  const ledger = await sql('select data_version, name, phase, checksum, down, finalized, prepared from tenon_ledger order by 1')
  const stash = await sql(`
    select s.data_version, kind, table_name, c.relname as relation, jsonb_path_query_array(key, '$[*] ? (@ != $tenant)', jsonb_build_object('tenant', '${target.tenantId}'::text)) as key,
      data - 'tenant_id' as data, basis_version, basis_table, basis is null as baseless, stands, superseded
    from tenon_stash s left join pg_class c on c.oid = s.relation order by s.data_version, table_name, kind, key::text, data::text`)
  const mark = (await readMarks(database, [target.schema])).get(target.schema)
  return { shape, rows, ledger, stash, mark }
}
