import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openFixture, tenantColumn } from './fixture.ts'
import type { Fixture, Step } from './fixture.ts'

let fixture: Fixture

beforeAll(async () => { fixture = await openFixture() })
afterAll(() => fixture.close())

const site: Step = { up: `create table site (${tenantColumn}, id int, primary key (tenant_id, id));`, down: null }

/** Teams have a lead among their people, people a team and a mentor; both stand on a site of the older version. */
function teams({ required = '', deferrable = '' }: { readonly required?: string; readonly deferrable?: string }): Step {
  return {
    up: `create table team (${tenantColumn}, id int, site_id int not null, lead_id int ${required}, name text not null unique, primary key (tenant_id, id));
      create table person (${tenantColumn}, id int, team_id int ${required}, mentor_id int, primary key (tenant_id, id));
      create table badge (${tenantColumn}, person_id int, primary key (tenant_id, person_id), foreign key (tenant_id, person_id) references person);
      alter table team add constraint team_site foreign key (tenant_id, site_id) references site;
      alter table team add constraint team_lead foreign key (tenant_id, lead_id) references person ${deferrable};
      alter table person add constraint person_team foreign key (tenant_id, team_id) references team ${deferrable};
      alter table person add constraint person_mentor foreign key (tenant_id, mentor_id) references person ${deferrable};`,
    down: 'drop table team, person, badge;',
  }
}

const fill = `
  with t as (insert into team (id, site_id, lead_id, name) select n, 1 + n % 2, n * 10, 'team ' || n from generate_series(1, 20) n),
    p as (insert into person (id, team_id, mentor_id) select n * 10, n, 10 * (1 + n % 20) from generate_series(1, 20) n)
  select`
const badges = 'insert into badge (person_id) select id from person'
const allTeams = 'select id, site_id, lead_id, name from team order by id'
const allPeople = 'select id, team_id, mentor_id from person order by id'

describe.each([
  ['nullable', {}], ['not null', { required: 'not null' }], ['deferrable', { deferrable: 'deferrable' }], ['deferred, not null', { required: 'not null', deferrable: 'deferrable initially deferred' }],
])('tables that refer to each other in a circle, %s', (_, options) => {
  const steps = [site, teams(options)]

  test('return with all their rows and what refers to those', async () => {
    const tenant = fixture.tenant(steps)
    await tenant.up(2)
    await tenant.sql('insert into site (id) values (1), (2)')
    await tenant.sql(fill)
    await tenant.sql(badges)
    const before = [await tenant.sql(allTeams), await tenant.sql(allPeople)]
    await tenant.down(1)
    expect((await tenant.up(2)).preserved).toEqual({ setAside: {}, putBack: { team: 20, person: 20, badge: 20 }, superseded: {} })
    expect([await tenant.sql(allTeams), await tenant.sql(allPeople)]).toEqual(before)
    expect(await tenant.sql('select from tenon_stash')).toEqual([])
    await expect(tenant.sql(`update team set lead_id = 11; set constraints all immediate`)).rejects.toMatchObject({ code: '23503' })
    expect(await tenant.sql(`select count(*)::int as n from pg_constraint where connamespace = $1::regnamespace and contype = 'f' and condeferrable`, [tenant.target.schema])).toEqual([{ n: 'deferrable' in options ? 3 : 0 }])
  })

  test('return but for those whose site the older version has closed, and for those that lean on them', async () => {
    const tenant = fixture.tenant(steps)
    await tenant.up(2)
    await tenant.sql('insert into site (id) values (1), (2)')
    // Pairs of teams lead each other: 1 and 2, 3 and 4 stand apart; the rest is one chain of mentors.
    await tenant.sql(`
      with t as (insert into team (id, site_id, lead_id, name) select n, case when n = 3 then 2 else 1 end, n * 10, 'team ' || n from generate_series(1, 6) n),
        p as (insert into person (id, team_id, mentor_id) values (10, 2, null), (20, 1, null), (30, 4, null), (40, 3, null), (50, 5, 60), (60, 6, 50))
      select`)
    await tenant.sql(badges)
    await tenant.down(1)
    await tenant.sql('delete from site where id = 2')
    const { preserved } = await tenant.up(2)
    expect(preserved).toEqual({ setAside: {}, putBack: { team: 4, person: 4, badge: 4 }, superseded: { team: 2, person: 2, badge: 2 } })
    expect((await tenant.sql<{ id: number }>(allTeams)).map(({ id }) => id)).toEqual([1, 2, 5, 6])
    expect((await tenant.sql<{ id: number }>(allPeople)).map(({ id }) => id)).toEqual([10, 20, 50, 60])
  })
})

test('rows that refer to each other in one table return but for those that a rule forbids', async () => {
  const tenant = fixture.tenant([site, {
    up: `create table node (${tenantColumn}, id int, next_id int not null, site_id int, primary key (tenant_id, id));
      alter table node add foreign key (tenant_id, next_id) references node, add foreign key (tenant_id, site_id) references site;`,
    down: 'drop table node;',
  }])
  await tenant.up(2)
  await tenant.sql('insert into site (id) values (1)')
  // Rings of two; one of them stands on the site; and a tail of 30 that hangs on it.
  await tenant.sql(`insert into node (id, next_id, site_id) select n, n + case when n % 2 = 1 then 1 else -1 end, case when n = 7 then 1 end from generate_series(1, 40) n`)
  await tenant.sql(`insert into node (id, next_id) select n, case when n = 100 then 8 else n - 1 end from generate_series(100, 129) n`)
  await tenant.down(1)
  await tenant.sql('delete from site')
  expect((await tenant.up(2)).preserved).toEqual({ setAside: {}, putBack: { node: 38 }, superseded: { node: 32 } })
  expect(await tenant.sql('select count(*)::int as n from node where id in (7, 8) or id >= 100')).toEqual([{ n: 0 }])
})

test('a circle of a table that comes back and one that stayed closes again', async () => {
  const tenant = fixture.tenant([
    { up: `create table customer (${tenantColumn}, id int, name text, primary key (tenant_id, id));`, down: null },
    {
      up: `create table address (${tenantColumn}, id int, customer_id int not null, street text, primary key (tenant_id, id), foreign key (tenant_id, customer_id) references customer);
        alter table customer add column home_id int, add foreign key (tenant_id, home_id) references address;`,
      down: 'alter table customer drop column home_id; drop table address;',
    },
  ])
  await tenant.up(2)
  await tenant.sql(`insert into customer (id, name) select n, 'c' || n from generate_series(1, 5) n`)
  await tenant.sql(`insert into address (id, customer_id, street) select n, n, 's' || n from generate_series(1, 5) n`)
  await tenant.sql('update customer set home_id = id')
  await tenant.down(1)
  await tenant.sql('delete from customer where id = 5')
  await tenant.sql(`update customer set name = 'x' where id = 4`)
  expect((await tenant.up(2)).preserved).toEqual({ setAside: {}, putBack: { address: 4, 'customer.home_id': 3 }, superseded: { address: 1, 'customer.home_id': 2 } })
  expect(await tenant.sql('select id, home_id from customer order by id')).toEqual([{ id: 1, home_id: 1 }, { id: 2, home_id: 2 }, { id: 3, home_id: 3 }, { id: 4, home_id: null }])
})

test('a thousand rows in a circle take no more statements than a few', async () => {
  const tenant = fixture.tenant([site, teams({ required: 'not null' })])
  await tenant.up(2)
  await tenant.sql('insert into site (id) values (1), (2)')
  await tenant.sql(fill.replaceAll('20) n', '1000) n').replaceAll('% 20', '% 1000'))
  await tenant.down(1)
  expect((await tenant.up(2)).preserved.putBack).toEqual({ team: 1000, person: 1000 })
})
