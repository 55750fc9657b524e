import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { artifactErrors } from './artifact-errors.ts'

/**
 * The versions of packages that a host supplies, from the `package.json` of its copies.
 * @param peers - package name to directory
 * @throws HOST_PEER_UNREADABLE
 */
export async function readPeerVersions(peers: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
  const read = Object.entries(peers).map(async ([packageName, directory]) => [packageName, await versionIn(packageName, directory)] as const)
  return Object.fromEntries(await Promise.all(read))
}

async function versionIn(packageName: string, directory: string): Promise<string> {
  const text = await readFile(join(directory, 'package.json'), 'utf8').catch((cause: Error) => {
    throw artifactErrors.HOST_PEER_UNREADABLE({ packageName, reason: cause.message }, { cause })
  })
  const { version } = JSON.parse(text) as { readonly version?: unknown }
  if (typeof version === 'string') return version
  throw artifactErrors.HOST_PEER_UNREADABLE({ packageName, reason: 'its package.json names no version' })
}
