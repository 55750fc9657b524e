import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openTestModule } from '../src/module/open-test-module.ts'
import { packWorkingCopy } from '../src/module/pack-working-copy.ts'
import { readMatrix } from '../src/module/read-matrix.ts'
import type { TestModule } from '../src/module/test-module.ts'
import { writeReleases } from '../src/pack-test-module.ts'
import { walksOf, walkTitle } from '../src/suite/module-matrix.ts'
import { checkManifest } from '../src/suite/checks/check-manifest.ts'
import { checkWalk } from '../src/suite/walk/check-walk.ts'
import { openWalkedTenant } from '../src/suite/walk/walked-tenant.ts'
import { goodFiles, writeModule } from './write-module.ts'

let root: string
let count = 0
let module: TestModule

beforeAll(async () => { root = await mkdtemp(join(tmpdir(), 'tenon-walks-')) })
afterEach(() => module.close())
afterAll(() => rm(root, { recursive: true, force: true }))

interface Change {
  readonly phase: string
  readonly up: string
  readonly down?: string
}

/** The good module, released as 1.0.0, and a working copy with more migrations. */
async function openWith(changes: readonly Change[], files: Readonly<Record<string, string>> = {}): Promise<TestModule> {
  count += 1
  const [released, directory, releases] = ['released', 'module', 'releases'].map((name) => join(root, `${count}-${name}`)) as [string, string, string]
  await writeModule(released, { files: { 'package.json': (goodFiles['package.json'] ?? '').replace('1.1.0', '1.0.0') } })
  await writeReleases(releases, [await packWorkingCopy(released, readMatrix({ directory: released }).workingCopy)])
  const more = changes.flatMap(({ phase, up, down }, index) => {
    const folder = `prisma/migrations/000${index + 2}_change_note`
    return [[`${folder}/migration.sql`, `-- phase: ${phase}\n${up}\n`] as const, ...(down === undefined ? [] : [[`${folder}/down.sql`, `${down}\n`] as const])]
  })
  await writeModule(directory, { files: { ...Object.fromEntries(more), ...files } })
  module = await openTestModule({ directory, releases })
  return module
}

const options = { rows: 6, seed: 1, boundaries: 'all', derived: [] } as const
const addTitle: Change = { phase: 'expand', up: 'alter table note add column title text;', down: 'alter table note drop column title;' }

async function judge(changes: readonly Change[]): Promise<readonly string[]> {
  await openWith(changes)
  const findings = []
  for (const walk of walksOf(module.matrix)) findings.push(...await checkWalk(module, walk, options))
  return findings.map(({ code, place, what }) => `${code} ${place}: ${what}`)
}

describe('every walk between the versions of a module', { timeout: 180_000 }, () => {
  it('is found, and goes well for a module that does all it should', async () => {
    const changes = [
      addTitle,
      { phase: 'backfill', up: `update note set title = body where title is null;`, down: 'select 1;' },
      { phase: 'expand\n-- run: outside', up: 'create index concurrently note_title on note (tenant_id, title);', down: 'drop index note_title;' },
      { phase: 'contract', up: 'alter table note drop column color;' },
    ]
    expect(await judge(changes)).toEqual([])
    expect(walksOf(module.matrix).map(walkTitle)).toEqual(['1.0.0: install, finalize, purge, reinstall', '1.1.0: install, finalize, purge, reinstall', '1.0.0 up to 1.1.0, down, and up again'])
  })

  it('is crashed at each of its steps, which leaves the tenant where it was', async () => {
    await openWith([addTitle])
    const [from, to] = [await module.artifact('1.0.0'), await module.artifact('1.1.0')]
    const tenant = openWalkedTenant(module, 'acme', options)
    await tenant.move({ kind: 'up', to: from }, null)
    await tenant.write(5)
    const before = await tenant.look()
    expect(before.rows.get('note')?.length).toBeGreaterThan(3)
    const ends: string[] = []
    for (let step = 0; ends.at(-1) !== 'done'; step += 1) {
      ends.push(await tenant.move({ kind: 'up', to }, step))
      if (ends.at(-1) === 'crashed') expect(await tenant.look()).toEqual(before)
    }
    expect(ends).toEqual(['crashed', 'crashed', 'crashed', 'crashed', 'done'])
    expect((await tenant.look()).ledger).toEqual(['0001_create_note', '0002_change_note'])
  })

  it('finds a backfill that writes over what the newer version had written', async () => {
    const found = await judge([addTitle, { phase: 'backfill', up: `update note set title = 'none';`, down: 'select 1;' }])
    expect(found).toEqual([expect.stringMatching(/^DATA_LOST rehearsal 1\.0\.0 -> 1\.1\.0: \d+ values of note\.title would be lost/)])
  })

  it('finds a way back that does not lead all the way', async () => {
    const found = await judge([{ phase: 'expand', up: `alter table note alter column color set default 'red';`, down: 'select 1;' }])
    expect(found).toEqual([expect.stringMatching(/^SHAPE_DIFFERS down 1\.1\.0 -> 1\.0\.0: column note\.color is different/)])
  })

  it('finds a move that rows of the old version do not survive', async () => {
    const found = await judge([{ phase: 'expand', up: 'alter table note add constraint short check (length(body) < 3);', down: 'alter table note drop constraint short;' }])
    expect(found).toEqual([expect.stringMatching(/^MOVE_FAILED rehearsal 1\.0\.0 -> 1\.1\.0: Some rows of note do not pass a new check/)])
  })

  it('finds a released migration that was edited', async () => {
    await openWith([], { 'prisma/migrations/0001_create_note/down.sql': 'drop table if exists note;\n' })
    expect((await checkManifest(module)).map(({ code, place, what }) => `${code} ${place}: ${what}`)).toEqual(['RELEASED_MIGRATION_CHANGED prisma/migrations/0001_create_note: It is not what 1.0.0 was released with.'])
  })
})
