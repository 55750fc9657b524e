import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packTestModule, writeReleases } from '@tenon/test-kit'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createControlClient } from '@tenon/host/client'
import { openTestHost } from '../test/open-test-host.ts'
import type { TestHost } from '../test/open-test-host.ts'
import { runCaptured } from '../test/run-captured.ts'
import type { Captured } from '../test/run-captured.ts'
import type { OpenControlOptions } from './cli-world.ts'
import { openControl } from './open-control.ts'

const guard = "tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), '')"
const create = { phase: 'expand', up: `create table note (${guard}, id bigint generated always as identity, text text, primary key (tenant_id, id));`, down: 'drop table note;' } as const
const addPriority = { phase: 'expand', up: 'alter table note add column priority integer;', down: 'alter table note drop column priority;' } as const
const dropText = { phase: 'contract', up: 'alter table note drop column text;', down: 'alter table note add column text text;' } as const
const broken = { phase: 'expand', up: 'create table other (nonsense nonsense);', down: 'drop table other;' } as const

let releases: string
let host: TestHost

beforeAll(async () => {
  releases = await mkdtemp(join(tmpdir(), 'tenon-releases-'))
  const settings = { type: 'object', properties: { currency: { type: 'string', default: 'EUR' } } }
  await writeReleases(releases, await Promise.all([
    packTestModule({ name: 'notes', version: '1.0.0', migrations: [create], settings }),
    packTestModule({ name: 'notes', version: '1.1.0', migrations: [create, addPriority], settings }),
    packTestModule({ name: 'notes', version: '2.0.0', migrations: [create, addPriority, dropText], settings }),
    packTestModule({ name: 'notes', version: '3.0.0', migrations: [create, addPriority, dropText, broken], settings }),
  ]))
  host = await openTestHost(releases)
})
afterAll(async () => {
  await host.close()
  await rm(releases, { recursive: true, force: true })
})

const run = (line: string): Promise<Captured> => runCaptured(line, createControlClient({ host: host.url, actor: 'cli:dana' }))
const json = async (line: string) => JSON.parse((await run(`${line} --json`)).out) as Record<string, unknown>

/** A tenant of its own for one test, on a version of notes. */
async function tenantOn(id: string, version: string): Promise<string> {
  await run('org create globex')
  await run(`tenant create ${id} --organization globex`)
  expect(await run(`upgrade ${id} notes@${version}`)).toMatchObject({ exitCode: 0, err: '' })
  return id
}

describe('against a host', () => {
  it('creates and lists organizations and tenants', async () => {
    await run('org create initech --name "Initech AG"')
    expect(await run('tenant create initech-eu --organization initech --type enterprise --tag ring:early')).toEqual({ exitCode: 0, out: 'tenant  initech-eu  created\n', err: '' })
    expect((await run('org list')).out).toContain('initech  Initech AG\n')
    expect((await run('tenant list')).out).toContain('initech-eu  initech  enterprise  ring:early  initech-eu\n')
    expect(await run('tenant create initech-eu --organization initech')).toMatchObject({ exitCode: 3, err: expect.stringContaining('TENANT_EXISTS') as string })
  })

  it('plans for many tenants, shows each class once, queues a plan for each, and says how far they are', async () => {
    for (const [id, version] of [['fleet-a', '1.0.0'], ['fleet-b', '1.0.0'], ['fleet-c', '1.1.0']] as const) await tenantOn(id, version)
    await run('pin fleet-c notes@1.1.0 --owner dana --reason audit')
    const planned = await run('plan --tenants fleet-a,fleet-b,fleet-c notes@1.1.0')
    expect(planned.out.replaceAll(/\b[fp]_\w+/g, 'ID')).toBe('ID  class A  fleet-a  ID  notes 1.0.0 -> 1.1.0  reversible\nID  class A  fleet-b  ID  notes 1.0.0 -> 1.1.0  reversible\nID  nothing to do  fleet-c\n')
    const id = /\bf_\w+/.exec(planned.out)?.[0] ?? ''
    expect((await run(`apply ${id}`)).out.split('\n').map((line) => line.replaceAll(/\b(ap|p)_\w+/g, 'ID'))).toEqual(['ID  fleet-a  ID  waiting', 'ID  fleet-b  ID  waiting', ''])
    await vi.waitFor(async () => { expect((await run(`plan show ${id}`)).out).toMatch(/fleet-a {2}done\np_\w+ {2}fleet-b {2}done/) }, 20_000)
    const next = /\bf_\w+/.exec((await run('plan --tenants fleet-a,fleet-c notes@2.0.0')).out)?.[0] ?? ''
    expect(await run(`reject ${next} --reason later`)).toMatchObject({ exitCode: 0 })
    expect(await run(`apply ${next}`)).toMatchObject({ err: expect.stringContaining('PLAN_REJECTED') as string })
    expect((await run(`plan show ${next}`)).out).toContain('fleet-c  PLAN_CONFLICT')
  })

  it.each(['plan fleet-a', 'plan --all --tag a notes@1.1.0', 'plan --client-type big notes@1.1.0', 'plan --all --preview notes@1.1.0', 'plan --all --rehearse notes@1.1.0', 'plan --all notes@'])('refuses %s and says why', async (line) => {
    expect(await run(line)).toMatchObject({ exitCode: 2, err: expect.stringContaining('USAGE_WRONG') as string })
  })

  it('shows modules and versions', async () => {
    expect((await run('module list')).out).toMatch(/^notes {2}3\.0\.0 {2}available {2}0 tenants$/m)
    expect((await run('module show notes@1.1.0')).out).toMatch(/^notes {2}1\.1\.0 {2}available {2}sha512-/)
    expect((await run('module refresh')).out).toBe('4 versions in the catalog\n')
  })

  it('plans without moving anything, then applies the plan', async () => {
    const tenant = await tenantOn('planned', '1.0.0')
    const plan = await json(`plan ${tenant} notes@1.1.0 --reason spring`)
    expect(plan).toMatchObject({ tenantId: tenant, reversible: true, reason: 'spring', actor: 'cli:dana' })
    expect((await run(`status ${tenant}`)).out).toBe(`${tenant}  notes  1.0.0  data 0001\n`)
    expect((await run(`apply ${String(plan['id'])}`)).out).toMatch(/^planned {2}notes 1\.0\.0 -> 1\.1\.0 {2}succeeded {2}/)
    expect((await run(`status ${tenant}`)).out).toBe(`${tenant}  notes  1.1.0  data 0002\n`)
    expect(await run(`apply ${String(plan['id'])}`)).toMatchObject({ exitCode: 3, err: expect.stringContaining('PLAN_STALE') as string })
  })

  it('upgrades, rolls back and keeps both in the history', async () => {
    const tenant = await tenantOn('moved', '1.0.0')
    const between = new Date().toISOString()
    expect((await run(`upgrade ${tenant} notes@2.0.0`)).exitCode).toBe(0)
    const back = await json(`rollback ${tenant} notes --reason "INC-204"`)
    expect(back).toMatchObject({ plan: { moves: [{ kind: 'roll-back' }] }, operation: { status: 'succeeded', kind: 'roll-back' } })
    const history = (await run(`history ${tenant}`)).out.trim().split('\n')
    expect(history.map((line) => line.split('  ')[3])).toEqual(['roll-back', 'upgrade', 'install', 'created'])
    expect(history[0]).toContain('INC-204')
    expect((await run(`history ${tenant} --at ${between}`)).out).toMatch(/^moved {2}notes {2}1\.0\.0 {2}sha512-/)
  })

  it('finalizes only with a yes, and has no way back from then on', async () => {
    const tenant = await tenantOn('final', '1.1.0')
    await run(`upgrade ${tenant} notes@2.0.0`)
    expect(await run(`finalize ${tenant} notes --reason done`)).toMatchObject({ exitCode: 3, err: expect.stringContaining('CONFIRMATION_MISSING') as string })
    expect(await run(`finalize ${tenant} notes --reason done --yes`)).toMatchObject({ exitCode: 0 })
    expect((await run(`rollback ${tenant} notes --reason late`)).exitCode).toBe(3)
  })

  it('reports a failed migration as failed, with file and line, and the tenant as it was', async () => {
    const tenant = await tenantOn('broken', '1.0.0')
    const { exitCode, out, err } = await run(`upgrade ${tenant} notes@3.0.0`)
    expect(exitCode).not.toBe(0)
    expect(out).toContain('failed')
    expect(err).toMatch(/MIGRATION_FAILED.*0004_test_step/)
    expect((await run(`status ${tenant}`)).out).toBe(`${tenant}  notes  1.0.0  data 0001\n`)
  })

  it('pins, refuses to go past a pin, and lists and removes it', async () => {
    const tenant = await tenantOn('pinned', '1.0.0')
    expect((await run(`pin ${tenant} notes@~1.0 --reason "audit season" --until 2031-03-01`)).out).toBe(`${tenant}  notes@~1.0  dana  2031-03-01  audit season\n`)
    const refused = await run(`plan ${tenant} notes@2.0.0`)
    expect(refused).toMatchObject({ exitCode: 3, out: '' })
    expect(refused.err).toMatch(/PLAN_CONFLICT.*cannot have notes 2\.0\.0\..*\n +pin +notes ~1\.0 +dana, until 2031-03-01, "audit season"\nWays out, each checked:\n +a +.*ask dana/)
    expect((await run(`pin ${tenant}`)).out).toContain('audit season')
    expect(await run(`pin ${tenant} notes --remove`)).toMatchObject({ exitCode: 0 })
    expect((await run(`pin ${tenant}`)).out).toBe('')
  })

  it('reads and writes settings, and keeps those not named', async () => {
    const tenant = await tenantOn('settled', '1.0.0')
    expect((await run(`settings get ${tenant} notes`)).exitCode).toBe(0)
    expect((await run(`settings set ${tenant} notes currency=CHF --reason move`)).out).toContain('currency="CHF"')
    expect((await json(`settings get ${tenant} notes`))['values']).toEqual({ currency: 'CHF' })
  })

  it('shows every tenant in one status', async () => {
    await tenantOn('shown', '1.1.0')
    expect((await run('status')).out).toMatch(/^shown {2}notes@1\.1\.0$/m)
  })

  it.each([
    ['tenant show nobody', 2, 'TENANT_UNKNOWN'],
    ['upgrade nobody notes@1.0.0', 2, 'TENANT_UNKNOWN'],
    ['history nobody', 2, 'TENANT_UNKNOWN'],
    ['module show nothing', 2, 'MODULE_UNKNOWN'],
    ['module show notes@9.9.9', 2, 'VERSION_UNKNOWN'],
    ['apply p_unknown', 2, 'PLAN_UNKNOWN'],
    ['tenant create Wrong! --organization globex', 2, 'ID_INVALID'],
  ])('%s exits %d with %s', async (line, exitCode, code) => {
    expect(await run(line)).toMatchObject({ exitCode, out: '', err: expect.stringContaining(`${code}  `) as string })
  })
})

describe('without a host', () => {
  it('says so in one sentence and what to do', async () => {
    const { exitCode, out, err } = await runCaptured('status', createControlClient({ host: 'http://127.0.0.1:9', actor: 'cli:dana' }))
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' })
    expect(err).toContain('HOST_UNREACHABLE  No host answers at http://127.0.0.1:9.\n')
  })

  it('goes round it with --direct, and a host that runs beside follows', async () => {
    const tenant = await tenantOn('direct', '1.0.0')
    await run(`upgrade ${tenant} notes@1.1.0`)
    const home = await mkdtemp(join(tmpdir(), 'tenon-home-'))
    const environment = { DATABASE_URL: host.databaseUrl, TENON_HOME: home, TENON_RELEASES: releases }
    const world = { openControl: (options: OpenControlOptions) => openControl(options, environment) }
    const nowhere = createControlClient({ host: 'http://127.0.0.1:9' })
    expect((await runCaptured(`status ${tenant} --direct`, nowhere, world)).out).toBe('direct  notes  1.1.0  data 0002\n')
    expect(await runCaptured(`rollback ${tenant} notes --reason "the host is down" --direct`, nowhere, world)).toMatchObject({ exitCode: 0, err: '' })
    await vi.waitFor(() => expect(host.registry.running(tenant)?.lock.entries[0]?.version).toBe('1.0.0'))
    await rm(home, { recursive: true, force: true })
  })

  it('says of a database that does not answer which one it is', async () => {
    const world = { openControl: (options: OpenControlOptions) => openControl(options, { DATABASE_URL: 'postgresql://127.0.0.1:9/none' }) }
    const { exitCode, err } = await runCaptured('status --direct', createControlClient({ host: 'http://127.0.0.1:9' }), world)
    expect(exitCode).toBe(1)
    expect(err).toContain('DATABASE_UNREACHABLE  No PostgreSQL answers at 127.0.0.1:9')
  })
})
