import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ModuleDefinition } from '@tenon/module-sdk'

/** A released version, unpacked and loaded as a host loads it. */
export interface OpenRelease {
  readonly definition: ModuleDefinition
  readonly directory: string
  /** Removes the unpacked files. */
  close(): Promise<void>
}

const root = resolve(import.meta.dirname, '..', '..', '..', '..')
const { resolve: resolveModule } = createRequire(import.meta.url)

/** Unpacks a tarball of releases/ beside links to its peers, and imports its bundle. */
export async function openRelease(version: string): Promise<OpenRelease> {
  const store = await realpath(await mkdtemp(join(tmpdir(), 'tenon-inventory-')))
  await linkPeer(store, '@tenon/module-sdk', join(root, 'packages', 'module-sdk'))
  await linkPeer(store, '@prisma/client', dirname(resolveModule('@prisma/client/package.json')))
  execFileSync('tar', ['-xzf', join(root, 'releases', `tenon-inventory-${version}.tgz`), '-C', store])
  const directory = join(store, 'package')
  const { default: definition } = (await import(/* @vite-ignore */ pathToFileURL(join(directory, 'dist', 'module.js')).href)) as { default: ModuleDefinition }
  return { definition, directory, close: () => rm(store, { recursive: true, force: true }) }
}

async function linkPeer(store: string, name: string, target: string): Promise<void> {
  const link = join(store, 'node_modules', name)
  await mkdir(dirname(link), { recursive: true })
  await symlink(target, link)
}
