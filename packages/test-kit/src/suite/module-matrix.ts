import { requiredDataVersion } from '@tenon/model'
import type { Manifest } from '@tenon/model'

/** One version of the module under test. */
export interface MatrixVersion {
  readonly version: string
  readonly origin: 'release' | 'working copy'
  readonly manifest: Manifest
}

/** Every version of one module, ascending; the working copy is the last. */
export interface ModuleMatrix {
  readonly name: string
  readonly packageName: string
  readonly versions: readonly MatrixVersion[]
  readonly workingCopy: MatrixVersion
}

/** What is walked with the data of one tenant. */
export type ModuleWalk =
  /** Install, finalize, purge, install again. */
  | { readonly kind: 'life'; readonly at: MatrixVersion }
  /** Up, down, and up again. */
  | { readonly kind: 'way'; readonly from: MatrixVersion; readonly to: MatrixVersion }

/**
 * Every walk of a matrix. Versions whose migrations are the same have the same edges, and are walked once, as the newest of them. Pure.
 */
export function walksOf({ versions }: ModuleMatrix): readonly ModuleWalk[] {
  const distinct = versions.filter((each, index) => !versions.slice(index + 1).some((later) => historyOf(later) === historyOf(each)))
  const lives = distinct.map((at): ModuleWalk => ({ kind: 'life', at }))
  const ways = distinct.flatMap((to, index) => distinct.slice(0, index).filter((from) => leadsTo(from, to)).map((from): ModuleWalk => ({ kind: 'way', from, to })))
  return [...lives, ...ways]
}

/** True for a way that is walked whatever the seed is: between neighbours, and to the working copy. */
export function isMainWay(walk: ModuleWalk, { versions, workingCopy }: ModuleMatrix): boolean {
  if (walk.kind === 'life') return true
  const between = versions.filter(({ manifest }) => dataOf(manifest) > dataOf(walk.from.manifest) && dataOf(manifest) < dataOf(walk.to.manifest))
  return between.length === 0 || walk.to === workingCopy
}

/** What a walk is called. */
export function walkTitle(walk: ModuleWalk): string {
  return walk.kind === 'life' ? `${walk.at.version}: install, finalize, purge, reinstall` : `${walk.from.version} up to ${walk.to.version}, down, and up again`
}

function historyOf({ manifest }: MatrixVersion): string {
  return manifest.migrations.map(({ name, checksum }) => `${name} ${checksum}`).join('\n')
}

function dataOf(manifest: Manifest): number {
  return requiredDataVersion(manifest)
}

function leadsTo(from: MatrixVersion, to: MatrixVersion): boolean {
  const { minFrom } = to.manifest
  return dataOf(from.manifest) < dataOf(to.manifest) && (minFrom === undefined || from.version.localeCompare(minFrom, 'en', { numeric: true }) >= 0)
}
