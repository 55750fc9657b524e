import { openDatabase } from '@tenon/database'
import { createMigrator } from '@tenon/migrator'
import { systemClock } from '@tenon/model'
import { openRegistry } from '@tenon/registry'
import { dana, openTestStore } from './registry-fixture.ts'

// A mover of its own: applies a plan and kills itself, as `kill -9` would, when the journal or a phase reaches a boundary.
// Boundaries are counted; one can be named as well.
const [url = '', directory = '', planId = '', dieAt = ''] = process.argv.slice(2)
const database = await openDatabase({ url })
let boundary = 0

function reach(title: string): void {
  process.stdout.write(`${title}\n`)
  if (String(boundary) === dieAt || title === dieAt) process.kill(process.pid, 'SIGKILL')
  boundary += 1
}

const registry = await openRegistry({ database, artifacts: openTestStore(directory), migrator: createMigrator(), clock: systemClock, catalog: 'cached', serves: 'nobody', onBoundary: reach })

await registry.apply(planId, {
  ...dana,
  onProgress: ({ title }) => { reach(title) },
})
await registry.close()
await database.close()
