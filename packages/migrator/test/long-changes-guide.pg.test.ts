import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMigrator } from '../src/index.ts'
import { openFixture, tenantColumn } from './fixture.ts'
import type { Fixture, Step } from './fixture.ts'

let fixture: Fixture

beforeAll(async () => { fixture = await openFixture() })
afterAll(() => fixture.close())

const table: Step = {
  up: `create type order_status as enum ('open', 'paid');\ncreate table "order" (${tenantColumn}, id int, country text not null, status order_status not null default 'open', placed_at date not null, primary key (tenant_id, id));`,
  down: 'drop table "order";\ndrop type order_status;',
}

/** The migrations that the guide shows, as a module would ship them. */
async function stepsOfGuide(): Promise<readonly Step[]> {
  const page = await readFile(new URL('../../../docs/guides/long-changes.md', import.meta.url), 'utf8')
  const blocks = [...page.matchAll(/^```sql (\d{4}) (\w+)\n(.*?)^```$/gms)].map(([, number = '', kind = '', sql = '']) => ({ number, kind, sql }))
  const downs = new Map(blocks.filter(({ kind }) => kind === 'down').map(({ number, sql }) => [number, sql]))
  return blocks.filter(({ kind }) => kind !== 'down').map(({ number, kind, sql }) => ({
    up: sql, down: downs.get(number) ?? '', phase: kind as 'expand' | 'backfill', run: (/^-- run: (\w+)$/m.exec(sql)?.[1] ?? 'transaction') as 'outside',
  }))
}

test('the migrations of the guide prepare, move, come back and go again as it says', async () => {
  const migrator = createMigrator()
  const tenant = fixture.tenant([table, ...await stepsOfGuide()])
  await tenant.up(1)
  await tenant.sql(`insert into "order" (id, country, placed_at) select n, case n % 2 when 0 then 'CH' else 'DE' end, date '2019-12-01' + n from generate_series(1, 60) n`)
  const prepare = () => migrator.prepare(fixture.database, tenant.target, { migrations: tenant.migrations, toDataVersion: 6, batchRows: 20, workShare: 1 })
  expect(await prepare()).toEqual({ prepared: ['0002_change_shape', '0003_change_shape', '0004_change_shape', '0005_change_shape'], current: null, rows: 60 })
  await tenant.sql(`update "order" set country = 'CH' where id = 1`)
  await tenant.sql(`insert into "order" (id, country, placed_at) values (61, 'FR', '2026-01-01')`)
  for (const turn of [1, 2]) {
    await prepare()
    expect(await tenant.up(6), `turn ${turn}`).toMatchObject({ dataVersion: 6 })
    expect(await tenant.sql(`select currency, count(*)::int as n from "order" group by 1 order by 1`)).toEqual([{ currency: 'CHF', n: 31 }, { currency: 'EUR', n: 30 }])
    expect(await tenant.sql(`select count(*)::int as n from "order" where status = 'parked'`)).toEqual([{ n: 30 }])
    await tenant.down(1)
  }
})
