import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createControlClient } from '@tenon/host/client'
import { packTestModule, writeReleases } from '@tenon/test-kit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestHost } from '../../test/open-test-host.ts'
import type { TestHost } from '../../test/open-test-host.ts'
import { openDevelopmentLoop } from './open-development-loop.ts'
import type { DevelopmentLoop } from './open-development-loop.ts'

const root = resolve(import.meta.dirname, '../../../..')
const migration = { phase: 'expand' as const, name: '0001_create_note', up: "create table note (tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''), id int, primary key (tenant_id, id));", down: 'drop table note;' }

let place = ''
let host: TestHost
let loop: DevelopmentLoop
let said: string[]

const moduleCode = (answer: string) => `
import { defineModule } from '@tenon/module-sdk'
import { z } from '@tenon/module-sdk/http'
import { answer } from './answer.ts'
export default defineModule({ name: 'sample', title: 'Sample', description: '', permissions: {}, settings: z.object({}), events: {} }, {
  database: () => ({ $transaction: (work: any) => work({}), $disconnect: async () => {} }),
  http: { fetch: () => Response.json({ answer }), document: (info) => ({ openapi: '3.1.0', info, paths: {} }) },
})
// ${answer}
`

const write = (path: string, text: string) => writeFile(join(place, 'module', path), text)
const answerOf = async (tenant: string) => ((await (await fetch(`${host.url}/t/${tenant}/sample/v1`)).json()) as { answer?: string; version?: string })
const versionOf = async (tenant: string) => (await host.registry.getLock(tenant)).entries[0]?.version ?? null

async function writeSources(): Promise<void> {
  for (const folder of ['src', 'node_modules', `prisma/migrations/${migration.name}`]) await mkdir(join(place, 'module', folder), { recursive: true })
  for (const scope of ['@tenon', '@prisma']) await symlink(join(root, 'node_modules', scope), join(place, 'module/node_modules', scope))
  await write('package.json', JSON.stringify({ name: '@test/sample', version: '1.0.0', type: 'module' }))
  await write('src/module.ts', moduleCode('first'))
  await write('src/answer.ts', `export const answer = 'first'`)
  await write(`prisma/migrations/${migration.name}/migration.sql`, `-- phase: expand\n${migration.up}\n`)
  await write(`prisma/migrations/${migration.name}/down.sql`, migration.down)
}

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'tenon-loop-'))
  await writeSources()
  await writeReleases(join(place, 'builds'), [await packTestModule({ version: '1.0.0', migrations: [migration] })])
  host = await openTestHost(join(place, 'builds'))
  const control = createControlClient({ host: host.url, actor: 'cli:dana' })
  await control.createOrganization({ id: 'org', name: 'Org' })
  for (const id of ['acme', 'globex']) {
    await control.createTenant({ id, name: id, organizationId: 'org' })
    const plan = await control.plan({ kind: 'move', tenantId: id, targets: { sample: '1.0.0' } }, { actor: 'cli:dana', reason: 'test' })
    await control.apply(plan.id, { actor: 'cli:dana', reason: 'test' })
  }
  said = []
  loop = await openLoop('acme')
})

function openLoop(tenantId: string): Promise<DevelopmentLoop> {
  const control = createControlClient({ host: host.url, actor: 'cli:dana' })
  return openDevelopmentLoop({ directory: join(place, 'module'), builds: join(place, 'builds'), tenantId, control, host: host.url, actor: 'cli:dana', tell: (text) => said.push(text), elapsed: () => performance.now(), node: process.execPath, environment: process.env })
}

afterEach(async () => {
  await host.close()
  await rm(place, { recursive: true, force: true })
})

describe('a module that somebody works on', () => {
  it('is served to one tenant as it stands, again at each change, while others stay; and the tenant goes back', async () => {
    expect(await loop.reload('code')).toBe(true)
    expect(await answerOf('acme')).toMatchObject({ answer: 'first' })
    await write('src/answer.ts', `export const answer = 'second'`)
    expect(await loop.reload('code')).toBe(true)
    expect(await answerOf('acme')).toMatchObject({ answer: 'second' })
    expect([await versionOf('acme'), await versionOf('globex')]).toEqual(['1.0.1-dev.2', '1.0.0'])
    expect(await answerOf('globex')).toMatchObject({ version: '1.0.0' })
    await loop.stop()
    expect(await versionOf('acme')).toBe('1.0.0')
    expect(said).toHaveLength(3)
  })

  it('is offered to nobody else', async () => {
    await loop.reload('code')
    const control = createControlClient({ host: host.url })
    await expect(control.plan({ kind: 'move', tenantId: 'globex', targets: { sample: '*' } }, { actor: 'a', reason: 'r' })).rejects.toMatchObject({ code: 'PLAN_EMPTY' })
    await loop.stop()
  })

  it('keeps its last good build while it does not compile, and says where', async () => {
    await loop.reload('code')
    await write('src/answer.ts', `export const answer = `)
    expect(await loop.reload('code')).toBe(false)
    expect(said.at(-1)).toMatch(/src\/answer\.ts:1[\s\S]*1\.0\.1-dev\.1 goes on/)
    expect(await answerOf('acme')).toMatchObject({ answer: 'first' })
    await write('src/answer.ts', `export const answer = 'mended'`)
    expect(await loop.reload('code')).toBe(true)
    expect(await answerOf('acme')).toMatchObject({ answer: 'mended' })
    await loop.stop()
  })

  it('may bring another migration, which goes again at the end, but not edit one that has run', async () => {
    await mkdir(join(place, 'module/prisma/migrations/0002_add_text'), { recursive: true })
    await write('prisma/migrations/0002_add_text/migration.sql', '-- phase: expand\nalter table note add column words text;\n')
    await write('prisma/migrations/0002_add_text/down.sql', 'alter table note drop column words;')
    expect(await loop.reload('code')).toBe(true)
    await write('prisma/migrations/0002_add_text/migration.sql', '-- phase: expand\nalter table note add column words varchar;\n')
    expect(await loop.reload('code')).toBe(false)
    expect(said.at(-1)).toContain('0002_add_text has run for acme and was edited since')
    expect(await versionOf('acme')).toBe('1.0.1-dev.1')
    await loop.stop()
    expect((await host.registry.getLock('acme')).entries[0]).toMatchObject({ version: '1.0.0', dataVersion: 1 })
  })

  it('goes back to what ran before, also when an earlier loop was killed', async () => {
    await loop.reload('code')
    const next = await openLoop('acme')
    await next.reload('code')
    expect(await versionOf('acme')).toBe('1.0.1-dev.2')
    await next.stop()
    expect(await versionOf('acme')).toBe('1.0.0')
  })

  it('makes the tenant that there is none of, and leaves it on the last build', async () => {
    const fresh = await openLoop('fresh')
    expect(await fresh.reload('code')).toBe(true)
    expect(await answerOf('fresh')).toMatchObject({ answer: 'first' })
    await fresh.stop()
    expect(said.at(-1)).toContain('fresh had no sample before')
  })

  it('is refused by a host that does not look for development builds', async () => {
    const control = createControlClient({ host: host.url })
    const elsewhere = await openDevelopmentLoop({ directory: join(place, 'module'), builds: join(place, 'elsewhere'), tenantId: 'acme', control, host: host.url, actor: 'a', tell: (text) => said.push(text), elapsed: () => 0, node: process.execPath, environment: {} })
    expect(await elsewhere.reload('code')).toBe(false)
    expect(said.at(-1)).toContain('does not take the development build 1.0.1-dev.1')
    expect(await versionOf('acme')).toBe('1.0.0')
    expect(await readFile(join(place, 'elsewhere/index.json'), 'utf8')).toContain('1.0.1-dev.1')
    await elsewhere.stop()
  })
})
