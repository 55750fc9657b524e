import { openDatabase } from '@tenon/database'
import { createMigrator } from '@tenon/migrator'
import { systemClock } from '@tenon/model'
import type { SqlDatabase } from '@tenon/model'
import { openRegistry } from '@tenon/registry'
import { dana, openTestStore } from './registry-fixture.ts'

// Applies an import and kills itself, as `kill -9` would, before the journal is written for the given time.
const [url = '', directory = '', importId = '', dieAt = ''] = process.argv.slice(2)
const database = await openDatabase({ url })
let boundary = 0

const query: SqlDatabase['query'] = (sql, values) => {
  if (sql.startsWith('insert into tenon.import_run')) {
    process.stdout.write(`${boundary}\n`)
    if (String(boundary) === dieAt) process.kill(process.pid, 'SIGKILL')
    boundary += 1
  }
  return database.query(sql, values)
}

const registry = await openRegistry({ database: { ...database, query }, artifacts: openTestStore(directory), migrator: createMigrator(), clock: systemClock, catalog: 'cached', serves: 'nobody' })
await registry.applyImport(importId, dana)
await registry.close()
await database.close()
