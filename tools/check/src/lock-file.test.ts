import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')

interface LockedPackage {
  readonly version?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly integrity?: string
  readonly os?: readonly string[]
  readonly link?: boolean
}

const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as { packages: Readonly<Record<string, LockedPackage>> }

/** Where npm would find `name` from the package at `path`: its own node_modules, then those above. */
function find(path: string, name: string): string | null {
  const candidate = `${path === '' ? '' : `${path}/`}node_modules/${name}`
  if (candidate in packages) return candidate
  if (path === '') return null
  return find(path.slice(0, Math.max(0, path.lastIndexOf('node_modules/') - 1)), name)
}

it('holds an entry for every optional dependency of every platform, without which `npm ci` refuses the whole file', () => {
  const missing = Object.entries(packages)
    .filter(([path]) => path.includes('node_modules/'))
    .flatMap(([path, each]) => Object.keys(each.optionalDependencies ?? {}).filter((name) => find(path, name) === null).map((name) => `${path} -> ${name}`))
  expect(missing).toEqual([])
})

it('pins the bytes of everything that may be installed here', () => {
  const unpinned = Object.entries(packages).filter(([path, each]) => path.includes('node_modules/') && each.link !== true && each.integrity === undefined && each.os === undefined)
  expect(unpinned.map(([path]) => path)).toEqual([])
})
