import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { runMountedHostSuite } from '@tenon/example-open-tenon/suite'
import { createApp } from './create-app.ts'

runMountedHostSuite('Express', async (host) => {
  const server = createApp(host).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => new Promise((resolve) => server.close(resolve)) }
})
