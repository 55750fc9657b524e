import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Manifest } from '@tenon/model'
import { list } from 'tar'
import { testKitErrors } from '../errors.ts'
import type { MatrixVersion, ModuleMatrix } from '../suite/module-matrix.ts'
import { compareVersions, versionAfter } from './version-after.ts'

/** Where a module and its releases are. */
export interface ModulePlaces {
  readonly directory: string | URL
  readonly releases?: string | URL
}

/**
 * Reads what there is of a module without running it. At once and not later: vitest wants the names of all tests before it runs one.
 * @throws MODULE_NOT_BUILT
 */
export function readMatrix({ directory, releases }: ModulePlaces): ModuleMatrix {
  const built = readJson<Manifest>(join(pathOf(directory), 'dist', 'manifest.json'))
  const released = releases === undefined ? [] : readReleases(pathOf(releases), built.packageName)
  const taken = released.map(({ version }) => version)
  const version = taken.includes(built.version) || taken.some((each) => compareVersions(each, built.version) > 0) ? versionAfter([...taken, built.version]) : built.version
  const workingCopy: MatrixVersion = { version, origin: 'working copy', manifest: { ...built, version } }
  return { name: built.name, packageName: built.packageName, versions: [...released, workingCopy], workingCopy }
}

/** Absolute. */
export function pathOf(place: string | URL): string {
  return resolve(place instanceof URL ? fileURLToPath(place) : place)
}

interface ReleaseIndex {
  readonly versions: readonly { readonly packageName: string; readonly version: string; readonly file: string }[]
}

function readReleases(directory: string, packageName: string): readonly MatrixVersion[] {
  const { versions } = readJson<ReleaseIndex>(join(directory, 'index.json'))
  return versions
    .filter((each) => each.packageName === packageName)
    .map(({ version, file }): MatrixVersion => ({ version, origin: 'release', manifest: readPackedManifest(join(directory, file)) }))
    .toSorted((a, b) => compareVersions(a.version, b.version))
}

function readPackedManifest(file: string): Manifest {
  const chunks: Buffer[] = []
  list({ file, sync: true, filter: (path) => path === 'package/dist/manifest.json', onReadEntry: (entry) => entry.on('data', (chunk) => chunks.push(chunk)) })
  if (chunks.length === 0) throw testKitErrors.MODULE_NOT_BUILT({ file, reason: 'it holds no dist/manifest.json' })
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Manifest
}

function readJson<Value>(file: string): Value {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Value
  } catch (error) {
    throw testKitErrors.MODULE_NOT_BUILT({ file, reason: (error as NodeJS.ErrnoException).code ?? (error as Error).message }, { cause: error })
  }
}
