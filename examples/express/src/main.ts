import { openTenon } from '@tenon/example-open-tenon'
import { createApp } from './create-app.ts'

const tenon = await openTenon({ databaseUrl: process.env['DATABASE_URL'] ?? '', storeDirectory: '.tenon/store', releases: 'releases' })
createApp(tenon.host).listen(3000, '127.0.0.1')
