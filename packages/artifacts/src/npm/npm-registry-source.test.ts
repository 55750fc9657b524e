import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { runArtifactSourceSuite } from '../../test/artifact-source-suite.ts'
import { startVerdaccio } from '../../test/verdaccio.ts'
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

test.each(['git+https://localhost/repository.git', 'https://github.com/somebody/something', 'file:///etc/passwd', '/etc/passwd', 'not-a-package@1.0.0'])('a registry that says its tarball is at %s is not followed', async (tarball) => {
  const server = createServer((request, response) => {
    const isPackument = request.url === '/@test%2fsample'
    response.writeHead(isPackument ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ name: '@test/sample', versions: { '1.0.0': { name: '@test/sample', version: '1.0.0', dist: { tarball, integrity: 'sha512-x' } } } }))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const source = npmRegistrySource({ registry: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, packages: ['@test/sample'] })
  const [version] = await source.list()
  await expect(version && source.fetch(version)).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
  server.close()
})
