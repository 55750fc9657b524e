import { getRequestListener } from '@hono/node-server'
import type { Host } from '@tenon/host'
import fastify from 'fastify'
import type { FastifyInstance } from 'fastify'

/** Your own application, with Tenon below `/tenon`. */
export async function createApp(host: Host): Promise<FastifyInstance> {
  const app = fastify()
  const answer = getRequestListener(host.fetch, { overrideGlobalObjects: false })
  app.get('/', () => 'My own page.')
  await app.register((tenon, _options, done) => {
    // Modules read their bodies themselves: leave them on the wire.
    tenon.removeAllContentTypeParsers()
    tenon.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    tenon.all('/tenon/*', async (request, reply) => {
      reply.hijack()
      await answer(request.raw, reply.raw)
    })
    done()
  })
  return app
}
