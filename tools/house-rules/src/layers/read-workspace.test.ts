import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findLayerIssues } from './find-layer-issues.ts'
import { readWorkspace } from './read-workspace.ts'

let root = ''

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tenon-layers-'))
  await write('package.json', JSON.stringify({ name: 'root', workspaces: ['packages/*'], devDependencies: { vitest: '5.1.1' } }))
  await write('packages/store/package.json', JSON.stringify({ name: '@tenon/store', dependencies: { pg: '8.0.0' }, nx: { tags: ['layer:adapter'] } }))
  await write('packages/facade/package.json', JSON.stringify({ name: '@tenon/facade', devDependencies: { '@tenon/store': '1.0.0' }, nx: { tags: ['layer:runtime'] } }))
})

afterEach(() => rm(root, { recursive: true }))

it('reads value, type, dynamic and re-exported imports of each file, without relative ones and Node modules', async () => {
  const lines = ["import { Pool } from 'pg'", "import type { X } from '@tenon/model/ports'", "export { y } from 'hono/tiny'", "import './z.ts'", "import { join } from 'node:path'", "const late = await import('tar')"]
  await write('packages/store/src/index.ts', lines.join('\n'))
  const { packages } = await readWorkspace(root)
  expect(packages.find((each) => each.name === '@tenon/store')?.imports.map((fact) => fact.packageName)).toEqual(['pg', '@tenon/model', 'hono', 'tar'])
})

it('a source that imports an adapter is named, a test that does so is not', async () => {
  const text = "import { openStore } from '@tenon/store'"
  await write('packages/facade/src/facade.test.ts', text)
  expect(findLayerIssues(await readWorkspace(root))).toEqual([])
  await write('packages/facade/src/facade.ts', text)
  const issues = findLayerIssues(await readWorkspace(root))
  expect(issues.map((issue) => [issue.code, issue.file])).toEqual([
    ['LAYER_FORBIDDEN', 'packages/facade/src/facade.ts'],
    ['DEPENDENCY_UNDECLARED', 'packages/facade/src/facade.ts'],
  ])
})

it('this workspace keeps its own layers', async () => {
  const workspace = await readWorkspace(resolve(import.meta.dirname, '../../../..'))
  expect(workspace.packages.length).toBeGreaterThan(10)
  expect(findLayerIssues(workspace)).toEqual([])
})

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), text)
}
