import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import semver from 'semver'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installTarballs } from './install-tarballs.ts'
import { packPackages } from './pack-packages.ts'
import { publishedPackages } from './published-packages.ts'
import type { PublishedManifest } from './published-packages.ts'

const execute = promisify(execFile)
const root = resolve(import.meta.dirname, '../../..')
const packages = await publishedPackages(root)
const names = new Set(packages.map((each) => each.manifest.name))

/** What a user can write after `from`. */
const entries = packages.flatMap(({ manifest }) => Object.entries(manifest.exports ?? {}).filter(([, target]) => typeof target === 'object').map(([path]) => manifest.name + path.slice(1)))

let project = ''

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'tenon-packed-'))
  const tarballs = await packPackages(root, packages, project)
  await installTarballs({ root, packages, tarballs, project })
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'a-users-project', type: 'module' }))
  await mkdir(join(project, 'node_modules/@types'), { recursive: true })
  await symlink(join(root, 'node_modules/@types/node'), join(project, 'node_modules/@types/node'))
}, 180_000)

afterAll(() => rm(project, { recursive: true, force: true }))

describe.each(packages)('$manifest.name, packed', ({ manifest }) => {
  it('holds every file its exports and bins name', async () => {
    const files = [...filesOf(manifest.exports, holdsSources(manifest)), ...filesOf(manifest.bin, false)]
    const missing = await Promise.all(files.map((file) => access(join(project, 'node_modules', manifest.name, file)).then(() => [], () => [file])))
    expect(missing.flat()).toEqual([])
  })

  it('asks for versions of the other packages that are the ones packed with it', () => {
    const wanted = Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies }).filter(([name]) => names.has(name))
    const unmet = wanted.filter(([name, range]) => !semver.satisfies(packages.find((each) => each.manifest.name === name)?.manifest.version ?? '', range))
    expect(unmet).toEqual([])
  })
})

it.each(entries)('%s can be imported with what its package declares, and nothing else', async (entry) => {
  const { stdout } = await execute(process.execPath, ['--input-type=module', '-e', `console.log(Object.keys(await import('${entry}')).length)`], { cwd: project, env: { ...process.env, NODE_OPTIONS: '' } })
  expect(Number(stdout)).toBeGreaterThanOrEqual(0)
}, 30_000)

it.each(packages.flatMap(({ manifest }) => Object.entries(manifest.bin ?? {}).map(([bin, file]) => ({ bin, file, manifest }))))('the command $bin runs', async ({ file, manifest }) => {
  const { stdout } = await execute(process.execPath, [join(project, 'node_modules', manifest.name, file), '--version'], { cwd: project })
  expect(stdout.trim()).toBe(manifest.version)
}, 30_000)

it('a program that uses every entry compiles under strict settings', async () => {
  const lines = entries.map((entry, index) => `import * as entry${index} from '${entry}'`)
  await writeFile(join(project, 'program.ts'), [...lines, `export const used = [${entries.map((_, index) => `entry${index}`).join(', ')}]`].join('\n'))
  const compilerOptions = { target: 'es2024', lib: ['es2024', 'esnext.disposable', 'dom', 'dom.iterable', 'dom.asynciterable'], module: 'nodenext', strict: true, exactOptionalPropertyTypes: true, skipLibCheck: true, noEmit: true, types: ['node'] }
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }))
  const { stdout } = await execute(join(root, 'node_modules/.bin/tsc'), ['-p', project]).catch((error: { stdout: string }) => error)
  expect(stdout).toBe('')
}, 120_000)

/** A module ships as one bundle without its sources; the condition that leads to them then belongs to the workspace alone. */
function holdsSources(manifest: PublishedManifest): boolean {
  return manifest.files?.includes('src') ?? true
}

function filesOf(target: unknown, withSources: boolean): readonly string[] {
  if (typeof target === 'string') return [target]
  const targets = Object.entries(target ?? {}).filter(([condition]) => withSources || condition !== 'tenon-source')
  return targets.flatMap(([, inner]) => filesOf(inner, withSources))
}
