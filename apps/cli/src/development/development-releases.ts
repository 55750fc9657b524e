import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DevelopmentBuild } from './build-development-version.ts'

interface Entry {
  readonly packageName: string
  readonly version: string
  readonly file: string
  readonly integrity: string
}

/** Older builds of a package than these are removed; one that a tenant still runs is in the host's store. */
const keptBuilds = 20

/** Puts a build down where a host started for development looks. The index is replaced at once, never half written. */
export async function offerBuild(directory: string, { manifest, tarball, integrity }: DevelopmentBuild): Promise<void> {
  const { packageName, version, name } = manifest
  const file = `${name}-${version}.tgz`
  const before = await readOffered(directory)
  const others = before.filter((entry) => entry.packageName !== packageName)
  const own = [...before.filter((entry) => entry.packageName === packageName), { packageName, version, file, integrity }]
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, file), tarball)
  await writeFile(join(directory, 'index.json.new'), `${JSON.stringify({ versions: [...others, ...own.slice(-keptBuilds)] }, null, 2)}\n`)
  await rename(join(directory, 'index.json.new'), join(directory, 'index.json'))
  for (const old of own.slice(0, -keptBuilds)) await rm(join(directory, old.file), { force: true })
}

/** What is offered now. */
export async function readOffered(directory: string): Promise<readonly Entry[]> {
  const text = await readFile(join(directory, 'index.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{ "versions": [] }'
    throw error
  })
  return (JSON.parse(text) as { versions: readonly Entry[] }).versions
}
