import { execFile } from 'node:child_process'
import { access, mkdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { PublishedPackage } from './published-packages.ts'

const execute = promisify(execFile)

/** What to install, and where. */
export interface InstallTarballsOptions {
  readonly root: string
  readonly packages: readonly PublishedPackage[]
  readonly tarballs: ReadonlyMap<string, string>
  /** The user's project; gets a `node_modules`. */
  readonly project: string
}

/**
 * Installs tarballs into a project without any network: each is unpacked into a place of its own,
 * beside links to exactly the dependencies it declares (other tarballs, else the workspace's copy).
 * Stricter than npm, where an undeclared dependency is found because something else brought it.
 */
export async function installTarballs(options: InstallTarballsOptions): Promise<void> {
  for (const each of options.packages) await unpack(each, options)
  for (const each of options.packages) {
    await linkDependencies(each, options)
    await link(homeOf(each.manifest.name, options.project), join(options.project, 'node_modules', each.manifest.name))
  }
}

function homeOf(name: string, project: string): string {
  return join(project, '.store', name.replace('/', '+'), 'node_modules', name)
}

async function unpack(each: PublishedPackage, { tarballs, project }: InstallTarballsOptions): Promise<void> {
  const home = homeOf(each.manifest.name, project)
  await mkdir(home, { recursive: true })
  await execute('tar', ['-xzf', tarballs.get(each.manifest.name) ?? '', '-C', home, '--strip-components=1'])
}

async function linkDependencies(each: PublishedPackage, { root, packages, project }: InstallTarballsOptions): Promise<void> {
  const { name, dependencies, peerDependencies, optionalDependencies } = each.manifest
  const own = new Set(packages.map((other) => other.manifest.name))
  for (const dependency of Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies })) {
    const target = own.has(dependency) ? homeOf(dependency, project) : await copyInWorkspace(dependency, each.directory, root)
    const store = join(project, '.store', name.replace('/', '+'), 'node_modules')
    if (target !== null) await link(target, join(store, dependency))
  }
}

async function copyInWorkspace(name: string, from: string, root: string): Promise<string | null> {
  for (const directory of [from, root]) {
    const candidate = join(directory, 'node_modules', name)
    if (await access(candidate).then(() => true, () => false)) return candidate
  }
  return null
}

async function link(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await symlink(target, path)
}
