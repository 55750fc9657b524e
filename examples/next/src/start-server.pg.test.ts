import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { runMountedHostSuite } from '@tenon/example-open-tenon/suite'
import { vi } from 'vitest'
import { startServer } from './start-server.ts'

runMountedHostSuite('Next', async (host) => {
  // A folder of its own: two servers may stand side by side.
  const distDir = `.next/test-${process.pid}`
  vi.stubEnv('NEXT_TELEMETRY_DISABLED', '1')
  vi.stubEnv('EXAMPLE_DIST_DIR', distDir)
  const server = await startServer(host, { dev: true, port: 0 })
  return {
    url: `http://127.0.0.1:${server.port}`,
    async close() {
      await server.close()
      await rm(fileURLToPath(new URL(`../${distDir}`, import.meta.url)), { recursive: true, force: true })
    },
  }
})
