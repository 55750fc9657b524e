import { openTenon } from '@tenon/example-open-tenon'
import { startServer } from './start-server.ts'

const tenon = await openTenon({ databaseUrl: process.env['DATABASE_URL'] ?? '', storeDirectory: '.tenon/store', releases: 'releases' })
await startServer(tenon.host, { dev: process.env['NODE_ENV'] !== 'production', port: 3000 })
