import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { packPackages } from './pack-packages.ts'
import { publishedPackages } from './published-packages.ts'
import type { PublishedManifest } from './published-packages.ts'

const root = resolve(import.meta.dirname, '../../..')
const execute = promisify(execFile)

/**
 * Packs every published package as npm would and looks at the tarball: does package.json say the
 * truth (publint), do its types resolve for those who import it (are-the-types-wrong)?
 * Needs a build. Prints one line per package, and the findings of those that fail.
 * @returns exit code
 */
export async function checkPackages(): Promise<number> {
  const destination = await mkdtemp(join(tmpdir(), 'tenon-pack-'))
  try {
    const packages = await publishedPackages(root)
    const tarballs = await packPackages(root, packages, destination)
    const results = []
    for (const { manifest } of packages) results.push(await checkTarball(manifest, tarballs.get(manifest.name) ?? ''))
    return results.every(Boolean) ? 0 : 1
  } finally {
    await rm(destination, { recursive: true, force: true })
  }
}

async function checkTarball(manifest: PublishedManifest, tarball: string): Promise<boolean> {
  const typed = Object.values(manifest.exports ?? {}).some((target) => typeof target === 'object')
  const findings = [
    ...(await findingsOf('publint', ['run', tarball, '--strict'])),
    ...(typed ? await findingsOf('attw', [tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-color', '--no-emoji']) : []),
  ]
  process.stdout.write(`${findings.length === 0 ? 'ok    ' : 'FAILED'} ${manifest.name} ${manifest.version}\n${findings.join('\n')}`)
  return findings.length === 0
}

async function findingsOf(command: string, args: readonly string[]): Promise<readonly string[]> {
  const failure = await execute(join(root, 'node_modules', '.bin', command), [...args]).then(() => null, (error: { stdout?: string; stderr?: string }) => error)
  return failure === null ? [] : [`${command}:\n${failure.stdout ?? ''}${failure.stderr ?? ''}`]
}
