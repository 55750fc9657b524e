import { serve } from '@hono/node-server'
import { openTenon } from '@tenon/example-open-tenon'
import { createApp } from './create-app.ts'

const tenon = await openTenon({ databaseUrl: process.env['DATABASE_URL'] ?? '', storeDirectory: '.tenon/store', releases: 'releases' })
serve({ fetch: createApp(tenon.host).fetch, port: 3000, hostname: '127.0.0.1' })
