import { getRequestListener } from '@hono/node-server'
import type { Host } from '@tenon/host'
import express from 'express'
import type { Express } from 'express'

/** Your own application, with Tenon below `/tenon`. It comes before `express.json()`: modules read their bodies themselves. */
export function createApp(host: Host): Express {
  const app = express()
  app.all('/tenon/{*path}', getRequestListener(host.fetch, { overrideGlobalObjects: false }))
  app.use(express.json())
  app.get('/', (_request, response) => void response.send('My own page.'))
  return app
}
