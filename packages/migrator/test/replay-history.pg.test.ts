import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findDrift } from '../src/drift/find-drift.ts'
import { createMigrator } from '../src/index.ts'
import { rehearse } from '../src/rehearsal/rehearse.ts'
import { openFixture, tenantColumn } from './fixture.ts'
import type { Fixture, Step, TenantFixture } from './fixture.ts'
import { longSteps } from './prepare-fixture.ts'
import { compileFor, moveByProgram } from './program-fixture.ts'

let fixture: Fixture

beforeAll(async () => { fixture = await openFixture() })
afterAll(() => fixture.close())

const later: Step = { up: 'alter table item add column later text;', down: 'alter table item drop column later;' }

/** Histories that no transaction takes as they are; the first table is `item`, and the last step leads further. */
const histories: Readonly<Record<string, readonly Step[]>> = {
  'an index built and one dropped concurrently, and a backfill in batches': [
    ...longSteps,
    { run: 'outside', up: 'create unique index concurrently item_once on item (tenant_id, id) include (quantity);\nvacuum item;\ndrop index concurrently item_open;', down: `drop index item_once;\ncreate index item_open on item (tenant_id, lower(label), quantity) where status = 'open';` },
    later,
  ],
  'values added to an enum and used later': [
    { up: `create type state as enum ('new', 'old'); create table item (${tenantColumn}, id int, quantity int not null, state state not null default 'new', primary key (tenant_id, id));`, down: 'drop table item; drop type state;' },
    { run: 'outside', up: `alter type state add value 'between' before 'old';\nalter table item alter column state set default 'between';`, down: null },
    { up: `alter table item add column further state[] default '{between}';`, down: 'alter table item drop column further;' },
    { up: `alter table item add constraint known check (state <> 'between' or quantity > 0);`, down: 'alter table item drop constraint known;' },
    later,
  ],
}

async function prepared(steps: readonly Step[], toDataVersion: number): Promise<TenantFixture> {
  const tenant = fixture.tenant(steps)
  await tenant.up(1)
  await tenant.sql('insert into item (id, quantity) select n, n from generate_series(1, 30) n')
  for (let dataVersion = 2; dataVersion <= toDataVersion; dataVersion += 1) {
    await createMigrator().prepare(fixture.database, tenant.target, { migrations: tenant.migrations, toDataVersion: dataVersion })
    await tenant.up(dataVersion)
  }
  return tenant
}

describe.each(Object.entries(histories))('a history with %s', (_, steps) => {
  test('replayed in one transaction makes the shape that a tenant has whose moves were prepared', async () => {
    for (let dataVersion = 1; dataVersion <= steps.length; dataVersion += 1) {
      const tenant = await prepared(steps, dataVersion)
      expect(await fixture.database.transaction((session) => findDrift(session, { targets: [tenant.target], migrations: tenant.migrations }))).toEqual([])
    }
  })

  test('is no reason to move step by step what comes after it', async () => {
    const tenant = await prepared(steps, steps.length - 1)
    expect(await moveByProgram(fixture.database, tenant, steps.length)).toBe('program')
    expect(await moveByProgram(fixture.database, tenant, steps.length - 1)).toBe('program')
  })

  test('is no reason why a rehearsal of what comes after it fails', async () => {
    const tenant = await prepared(steps, steps.length - 1)
    const { differences, issues } = await fixture.database.transaction((session) => rehearse(session, tenant.target, { migrations: tenant.migrations, toDataVersion: steps.length }))
    expect(differences).toEqual([])
    expect(issues.filter(({ code }) => code === 'MIGRATION_FAILS')).toEqual([])
  })
})

test('what ran ahead of its move is taken back by a program', async () => {
  const [steps] = Object.values(histories) as [readonly Step[]]
  const tenant = await prepared(steps, steps.length)
  expect(await compileFor(fixture.database, tenant, 3)).toMatchObject({ kind: 'program' })
  expect(await moveByProgram(fixture.database, tenant, 3)).toBe('program')
  expect(await fixture.database.transaction((session) => findDrift(session, { targets: [tenant.target], migrations: tenant.migrations }))).toEqual([])
})
