import { openTenon } from '@tenon/example-open-tenon'
import { createApp } from './create-app.ts'

const tenon = await openTenon({ databaseUrl: process.env['DATABASE_URL'] ?? '', storeDirectory: '.tenon/store', releases: 'releases' })
const app = await createApp(tenon.host)
await app.listen({ port: 3000, host: '127.0.0.1' })
