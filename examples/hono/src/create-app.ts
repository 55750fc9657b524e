import { Hono } from 'hono'
import type { Host } from '@tenon/host'

/** Your own application, with Tenon below `/tenon`. */
export function createApp(host: Host): Hono {
  const app = new Hono()
  app.get('/', (context) => context.text('My own page.'))
  app.all('/tenon/*', (context) => host.fetch(context.req.raw))
  return app
}
