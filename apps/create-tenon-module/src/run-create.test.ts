import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runCreate } from './run-create.ts'

let directory = ''

beforeEach(async () => { directory = await mkdtemp(join(tmpdir(), 'tenon-create-')) })
afterEach(() => rm(directory, { recursive: true }))

it('writes a package of its own, and says what comes next', async () => {
  expect(await runCreate(['billing', '--noun', 'invoice', '--package', '@acme/billing'], directory)).toContain('cd billing && npm install')
  const packageJson = JSON.parse(await readFile(join(directory, 'billing/package.json'), 'utf8')) as Record<string, unknown>
  expect(packageJson).toMatchObject({ name: '@acme/billing', scripts: { build: 'tenon-module build' }, tenon: { template: 1 } })
  expect(await readFile(join(directory, 'billing/.changeset/first-version.md'), 'utf8')).toContain("'@acme/billing': minor")
  expect(JSON.stringify(packageJson)).not.toContain('../')
})

it.each([
  [['Bad Name'], 'MODULE_NAME_INVALID'], [[], 'GENERATOR_USAGE'], [['a', 'b'], 'GENERATOR_USAGE'], [['billing', '--nuon', 'invoice'], 'GENERATOR_USAGE'],
])('refuses %j and writes nothing', async (args, code) => {
  await expect(runCreate(args, directory)).rejects.toMatchObject({ code })
  expect(await readdir(directory)).toEqual([])
})

it('leaves a folder alone that exists', async () => {
  await mkdir(join(directory, 'billing'))
  await expect(runCreate(['billing'], directory)).rejects.toMatchObject({ code: 'MODULE_EXISTS' })
  expect(await readdir(directory, { recursive: true })).toEqual(['billing'])
})
