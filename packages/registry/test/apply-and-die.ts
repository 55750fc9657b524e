import { openDatabase } from '@tenon/database'
import { createMigrator } from '@tenon/migrator'
import { systemClock } from '@tenon/model'
import { openRegistry } from '@tenon/registry'
import { dana, openTestStore } from './registry-fixture.ts'

// A host of its own: applies a plan and kills itself, as `kill -9` would, when the journal reaches a boundary.
const [url = '', directory = '', planId = '', dieAt = ''] = process.argv.slice(2)
const database = await openDatabase({ url })
const registry = await openRegistry({ database, artifacts: openTestStore(directory), migrator: createMigrator(), clock: systemClock, catalog: 'cached' })
let boundary = 0

await registry.apply(planId, {
  ...dana,
  onProgress({ title }) {
    process.stdout.write(`${title}\n`)
    if (String(boundary) === dieAt) process.kill(process.pid, 'SIGKILL')
    boundary += 1
  },
})
await registry.close()
await database.close()
