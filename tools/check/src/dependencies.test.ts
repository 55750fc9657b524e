import { glob, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
const kinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const

type PackageJson = Partial<Record<(typeof kinds)[number], Record<string, string>>> & { readonly workspaces?: readonly string[] }

async function readPackageJson(file: string): Promise<PackageJson> {
  return JSON.parse(await readFile(join(root, file), 'utf8')) as PackageJson
}

async function directDependencies(): Promise<readonly string[]> {
  const { workspaces = [] } = await readPackageJson('package.json')
  const files = await Array.fromAsync(glob(workspaces.map((pattern) => `${pattern}/package.json`), { cwd: root }))
  const all = await Promise.all(['package.json', ...files].map(readPackageJson))
  const names = all.flatMap((json) => kinds.flatMap((kind) => Object.keys(json[kind] ?? {})))
  return [...new Set(names)].filter((name) => !name.startsWith('@tenon/')).toSorted()
}

async function documentedRows() {
  const lines = (await readFile(join(root, 'docs/dependencies.md'), 'utf8')).split('\n')
  return lines.flatMap((line) => {
    const row = /^\| `([^`]+)` \| (.+) \|$/.exec(line)
    return row === null ? [] : [{ name: row[1] ?? '', why: row[2] ?? '' }]
  })
}

it('docs/dependencies.md says of every direct dependency, and of no other, why it is here', async () => {
  const documented = (await documentedRows()).map((row) => row.name)
  expect(documented.toSorted()).toEqual(await directDependencies())
})

it('every reason says something', async () => {
  const rows = await documentedRows()
  expect(rows.filter((row) => row.why.trim().length < 8)).toEqual([])
})
