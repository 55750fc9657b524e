import { createHash } from 'node:crypto'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Manifest } from '@tenon/model'
import { describeModule } from '@tenon/module-sdk/build'
import { create } from 'tar'
import type { ModuleBundler } from './module-bundler.ts'

/** A build of a module that somebody works on. */
export interface DevelopmentBuild {
  readonly manifest: Manifest
  readonly tarball: Uint8Array
  readonly integrity: string
}

/** What to build. */
export interface DevelopmentBuildOptions {
  /** Absolute folder of the module. */
  readonly directory: string
  readonly version: string
  readonly bundler: ModuleBundler
}

/**
 * Builds and packs what stands in a module's folder, under a version of its own. Leaves its `dist` alone: the files are
 * made below its `node_modules`, from where the bundle finds what the host supplies.
 * @throws BUILD_FAILED, and what `describeModule` throws
 */
export async function buildDevelopmentVersion({ directory, version, bundler }: DevelopmentBuildOptions): Promise<DevelopmentBuild> {
  const code = await bundler.bundle()
  const stage = join(directory, 'node_modules', '.tenon-dev', version)
  const root = join(stage, 'package')
  try {
    await mkdir(join(root, 'dist'), { recursive: true })
    await writeFile(join(root, 'dist', 'module.js'), code)
    await cp(join(directory, 'prisma'), join(root, 'prisma'), { recursive: true })
    await writeFile(join(root, 'package.json'), JSON.stringify({ ...await readPackage(directory), version }))
    const manifest = await describeModule(root)
    await create({ cwd: stage, file: join(stage, 'packed.tgz'), gzip: { level: 1 }, portable: true, mtime: new Date(0) }, ['package'])
    const tarball = await readFile(join(stage, 'packed.tgz'))
    return { manifest, tarball, integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}` }
  } finally {
    await rm(stage, { recursive: true, force: true })
  }
}

/** A module's package.json. */
export async function readPackage(directory: string): Promise<{ readonly name: string; readonly version: string }> {
  return JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')) as { name: string; version: string }
}
