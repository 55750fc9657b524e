import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '@tenon/database'
import { createControlClient } from '@tenon/host/client'
import { packTestModule, writeReleases } from '@tenon/test-kit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestHost } from '../test/open-test-host.ts'
import type { TestHost } from '../test/open-test-host.ts'
import { runCaptured } from '../test/run-captured.ts'

const guard = "tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), '')"
const create = { phase: 'expand', up: `create table note (${guard}, id bigint generated always as identity, text text, primary key (tenant_id, id));`, down: 'drop table note;' } as const
const index = { phase: 'expand', up: 'create index note_text on note (tenant_id, text);', down: 'drop index note_text;' } as const
const unique = { phase: 'expand', up: 'create unique index note_text on note (tenant_id, text);', down: 'drop index note_text;' } as const

let releases: string
let host: TestHost

beforeAll(async () => {
  releases = await mkdtemp(join(tmpdir(), 'tenon-releases-'))
  await writeReleases(releases, await Promise.all([
    packTestModule({ name: 'notes', version: '1.0.0', migrations: [create] }),
    packTestModule({ name: 'notes', version: '1.1.0', migrations: [create, index] }),
    packTestModule({ name: 'notes', version: '2.0.0', migrations: [create, unique] }),
  ]))
  host = await openTestHost(releases)
  await run('org create globex')
  await run('tenant create acme --organization globex')
  await run('upgrade acme notes@1.0.0')
})
afterAll(async () => {
  await host.close()
  await rm(releases, { recursive: true, force: true })
})

const run = (line: string, isTerminal = false) => runCaptured(line, createControlClient({ host: host.url, actor: 'cli:dana' }), { isTerminal })

async function inSchema(sql: string): Promise<void> {
  const database = await openDatabase({ url: host.databaseUrl })
  await database.transaction((session) => session.query(`set local search_path to t_acme__notes; set local tenon.tenant_id to 'acme'; ${sql}`))
  await database.close()
}

it('rehearses: what is in the way by code and key and never by value, then what it costs; 0 or 1', async () => {
  await inSchema("insert into note (text) values ('secret'), ('secret'), ('other')")
  const bad = await run('rehearse acme notes@2.0.0', true)
  expect(bad).toMatchObject({ exitCode: 1, err: '' })
  expect(bad.out).toMatch(/problem {2}DUPLICATE_ROWS {2}2 rows of note .*\n {4}rows {2}1, 2\n {4}next {2}Merge/)
  expect(bad.out).not.toContain('secret')
  const good = await run('rehearse acme notes@1.1.0 --lock-budget 60000', true)
  expect(good).toMatchObject({ exitCode: 0, err: '' })
  expect(good.out).toMatch(/0002_test_step .*m?s\n[\s\S]*up +writes wait .*s +note +from 0002_test_step\n[\s\S]*3 rows copied/)
  // The verdict stands on the second line, whatever follows.
  expect(good.out.split('\n')[1]).toBe('Nothing in the way. Up, back and up again: nothing was lost. Next: tenon upgrade acme notes@1.1.0')
  expect(bad.out.split('\n')[1]).toBe('1 problem: correct it before this tenant moves.')
  const piped = (await run('rehearse acme notes@1.1.0 --lock-budget 60000')).out.trimEnd().split('\n')
  expect(piped[0]).toMatch(/^acme {2}notes@1\.1\.0 {2}nothing in the way {2}3 rows copied, \d+ written in between \(seed 1\), .*s; nothing of it was kept$/)
  expect(piped.slice(1).map((line) => line.split('  ')[2])).toEqual(['up', 'down', 'up again', 'up', 'down'])
  const { out } = await run('rehearse acme notes@2.0.0 --json')
  expect(JSON.parse(out)).toMatchObject({ fromDataVersion: 1, toDataVersion: 2, issues: [{ code: 'DUPLICATE_ROWS' }] })
  expect(await run('rehearse acme notes@9.9.9')).toMatchObject({ exitCode: 2, err: expect.stringContaining('VERSION_UNKNOWN') as string })
  expect(await run('rehearse acme notes@1.1.0 --max-rows few')).toMatchObject({ exitCode: 2, err: expect.stringContaining('USAGE_WRONG') as string })
})

it('shows drift with both definitions, exits with 1, and goes over it only with a reason', async () => {
  expect(await run('drift', true)).toEqual({ exitCode: 0, out: 'All tenants: 1 module compared, all as the migrations made it.\n', err: '' })
  await inSchema('alter table note alter column text set not null; create index by_hand on note (text)')
  expect(await run('drift acme', true)).toMatchObject({ exitCode: 1, out: expect.stringContaining('  different  column note.text\n             expected  text\n             found     text not null\n') as string })
  expect((await run('drift')).out).toBe('acme  notes  different  column note.text  expected: text  found: text not null\nacme  notes  extra  index by_hand  found: btree on note (text)\n')
  expect(JSON.parse((await run('drift --json')).out)).toMatchObject({ compared: 1, drifted: [{ target: { tenantId: 'acme' } }], notCompared: [] })
  expect(await run('upgrade acme notes@1.1.0')).toMatchObject({ exitCode: 3, err: expect.stringContaining('TENANT_DRIFTED') as string })
  expect(await run('upgrade acme notes@1.1.0 --accept-drift "a bad night"')).toMatchObject({ exitCode: 0, err: '' })
  expect((await run('history acme')).out).toContain('(drift accepted: a bad night)')
  expect(await run('rollback acme notes --reason back --accept-drift "a bad night"')).toMatchObject({ exitCode: 0, err: '' })
})
