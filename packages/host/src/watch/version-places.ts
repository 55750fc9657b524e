import { realpathSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { HostedVersion } from '../dispatch/hosted-versions.ts'
import type { VersionPlace } from './block-verdict.ts'

/** A loaded version and where its files are. */
export interface HostedPlace extends VersionPlace {
  readonly version: HostedVersion
}

/**
 * Where the code of each loaded version lies. Every version is imported from a directory of its own,
 * so the address of a file names the exact version. Node imports real paths, hence their look-up: once
 * for each version, and only when somebody asks.
 */
export function createVersionPlaces(versions: { all(): Iterable<HostedVersion> }): () => readonly HostedPlace[] {
  const known = new Map<HostedVersion, HostedPlace>()
  return () => {
    for (const version of versions.all()) {
      if (version.loaded === null || known.has(version)) continue
      known.set(version, { version, number: version.number, urlPrefix: `${pathToFileURL(realpathSync(version.loaded.artifact.directory)).href}/` })
    }
    return [...known.values()]
  }
}
