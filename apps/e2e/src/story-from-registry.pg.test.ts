import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npmRegistrySource } from '@tenon/artifacts'
import { runThreeTenantsStory } from '../test/three-tenants-story.ts'
import { startVerdaccio } from '../test/verdaccio.ts'

const releases = fileURLToPath(new URL('../../../releases', import.meta.url))

runThreeTenantsStory('a real npm registry', async () => {
  const registry = await startVerdaccio()
  const tarballs = (await readdir(releases)).filter((file) => file.endsWith('.tgz')).toSorted()
  for (const tarball of tarballs) await registry.publish(join(releases, tarball))
  return { source: npmRegistrySource({ registry: registry.url, packages: ['@tenon/inventory'] }), close: registry.stop }
})
