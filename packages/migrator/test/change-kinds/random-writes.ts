import fc from 'fast-check'
import type { TenantFixture } from '../fixture.ts'
import type { Row, State, TableModel } from './change-kind.ts'

/** One write of a version: a row put under its key, or the row of a key removed. */
export interface Write {
  readonly model: TableModel
  readonly kind: 'put' | 'remove'
  readonly row: Row
}

/** Random writes to any of the tables: mostly puts, every fifth a removal. */
export function writesTo(models: readonly TableModel[]): fc.Arbitrary<Write> {
  return fc.oneof(...models.filter(({ columns }) => Object.keys(columns).length > 0).map((model) => fc.record({
    model: fc.constant(model), kind: fc.constantFrom('put', 'put', 'put', 'put', 'remove'), row: fc.record(model.columns),
  })))
}

/** Writes in one transaction, in order. A write that a rule of the data refuses is left out, as an application would see it refused. */
export async function writeAll(tenant: TenantFixture, writes: readonly Write[]): Promise<void> {
  await tenant.within(async (session) => {
    // A reference that waits for the commit would refuse all of them.
    await session.query('set constraints all immediate')
    for (const write of writes) {
      await session.query('savepoint a_write')
      try {
        const { text, values } = statementOf(write)
        await session.query(text, values)
      } catch (error) {
        if (!(error as { readonly code?: string }).code?.startsWith('23')) throw error
        await session.query('rollback to savepoint a_write')
      }
    }
  })
}

/** Every row of the tables, as text. */
export async function readState(tenant: TenantFixture, models: readonly TableModel[]): Promise<State> {
  const states = models.map(async ({ table, key, columns, readOnly = [] }) => {
    const names = [...Object.keys(columns), ...readOnly]
    const rows = await tenant.sql<Row>(`select ${names.map((name) => `${name}::text`).join(', ')} from ${table}`)
    return [table, new Map(rows.map((row) => [key.map((name) => row[name]).join('/'), row]))] as const
  })
  return Object.fromEntries(await Promise.all(states))
}

function statementOf({ model: { table, key }, kind, row }: Write): { readonly text: string; readonly values: readonly (string | null)[] } {
  const names = Object.keys(row)
  if (kind === 'remove') {
    return { text: `delete from ${table} where ${key.map((name, index) => `${name} = $${index + 1}`).join(' and ')}`, values: key.map((name) => row[name] ?? null) }
  }
  const rest = names.filter((name) => !key.includes(name)).map((name) => `${name} = excluded.${name}`)
  return {
    text: `insert into ${table} (${names.join(', ')}) values (${names.map((_, index) => `$${index + 1}`).join(', ')})
      on conflict (tenant_id, ${key.join(', ')}) do update set ${rest.join(', ')}`,
    values: names.map((name) => row[name] ?? null),
  }
}
