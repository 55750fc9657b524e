import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { PublishedPackage } from './published-packages.ts'

const execute = promisify(execFile)

/** Packs built packages the way `npm publish` does, into `destination`. Resolves to the tarballs by package name. */
export async function packPackages(root: string, packages: readonly PublishedPackage[], destination: string): Promise<ReadonlyMap<string, string>> {
  const which = packages.flatMap((each) => ['--workspace', each.manifest.name])
  const { stdout } = await execute('npm', ['pack', '--json', '--pack-destination', destination, ...which], { cwd: root, maxBuffer: 64 * 1024 * 1024 })
  const packed = JSON.parse(stdout) as PackedTarball[] | Record<string, PackedTarball>
  return new Map(Object.values(packed).map((each) => [each.name, join(destination, each.filename)]))
}

interface PackedTarball {
  readonly name: string
  readonly filename: string
}
