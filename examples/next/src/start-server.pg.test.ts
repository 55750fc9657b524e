import { runMountedHostSuite } from '@tenon/example-open-tenon/suite'
import { vi } from 'vitest'
import { startServer } from './start-server.ts'

runMountedHostSuite('Next', async (host) => {
  // A folder for each test worker: two servers may stand side by side. Next goes on writing to it for a while after its end.
  vi.stubEnv('EXAMPLE_DIST_DIR', `.next/test-${process.env['VITEST_POOL_ID']}`)
  vi.stubEnv('NEXT_TELEMETRY_DISABLED', '1')
  const server = await startServer(host, { dev: true, port: 0 })
  return { url: `http://127.0.0.1:${server.port}`, close: () => server.close() }
})
