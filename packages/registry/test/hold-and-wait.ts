import { openDatabase } from '@tenon/database'
import { createMigrator } from '@tenon/migrator'
import { systemClock } from '@tenon/model'
import { openRegistry } from '@tenon/registry'
import { openTestStore } from './registry-fixture.ts'

// A host of its own that never gets its calls to end: it says when it is asked to hold, and waits to be killed.
const [url = '', directory = ''] = process.argv.slice(2)
const database = await openDatabase({ url })
const registry = await openRegistry({ database, artifacts: openTestStore(directory), migrator: createMigrator(), clock: systemClock, catalog: 'cached', hostLabel: 'stuck' })
registry.joinCutovers({
  hold() {
    process.stdout.write('holding\n')
    return new Promise(() => undefined)
  },
})
process.stdout.write('serving\n')
