import { fileURLToPath } from 'node:url'
import { directorySource } from '@tenon/artifacts'
import { runThreeTenantsStory } from '../test/three-tenants-story.ts'

runThreeTenantsStory('a directory of releases', async () => ({
  source: directorySource(fileURLToPath(new URL('../../../releases', import.meta.url))),
  close: async () => {},
}))
