import { runArtifactSourceSuite } from '../test/artifact-source-suite.ts'
import { startVerdaccio } from '../test/verdaccio.ts'
import { npmRegistrySource } from './npm-registry-source.ts'

runArtifactSourceSuite('a real npm registry', async () => {
  const registry = await startVerdaccio()
  return {
    source: npmRegistrySource({ registry: registry.url, packages: ['@test/sample', '@test/other'] }),
    publish: registry.publish,
    deprecate: registry.deprecate,
    breakDown: registry.stop,
    close: async () => {},
  }
})
