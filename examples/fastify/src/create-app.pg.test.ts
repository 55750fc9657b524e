import { runMountedHostSuite } from '@tenon/example-open-tenon/suite'
import { createApp } from './create-app.ts'

runMountedHostSuite('Fastify', async (host) => {
  const app = await createApp(host)
  return { url: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() }
})
