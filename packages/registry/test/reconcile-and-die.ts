import { openDatabase } from '@tenon/database'
import { createMigrator } from '@tenon/migrator'
import { systemClock } from '@tenon/model'
import { openRegistry } from '@tenon/registry'
import { openTestStore } from './registry-fixture.ts'

// A host of its own that works on the queue and kills itself, as `kill -9` would, at a named boundary of an operation.
const [url = '', directory = '', dieAt = ''] = process.argv.slice(2)
const database = await openDatabase({ url })
await openRegistry({
  database, artifacts: openTestStore(directory), migrator: createMigrator(), clock: systemClock, catalog: 'cached', lookEveryMs: 50, driftScanEveryMs: 'never',
  onBoundary: (boundary) => { if (boundary === dieAt) process.kill(process.pid, 'SIGKILL') },
})
