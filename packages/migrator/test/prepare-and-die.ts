import { openDatabase } from '@tenon/database'
import type { MigrationSource, MigrationTarget } from '@tenon/model'
import { createMigrator } from '../src/index.ts'
import { atBoundaries } from './prepare-fixture.ts'

/** What the process is told. */
interface Orders {
  readonly url: string
  readonly target: MigrationTarget
  readonly migrations: readonly MigrationSource[]
  readonly toDataVersion: number
  /** Boundary, from 0, at which it kills itself as `kill -9` would. */
  readonly dieAt: number
}

const { url, target, migrations, toDataVersion, dieAt } = JSON.parse(process.argv[2] ?? '{}') as Orders
const database = await openDatabase({ url })
let boundary = 0
const watched = atBoundaries(database, () => {
  if (boundary === dieAt) process.kill(process.pid, 'SIGKILL')
  boundary += 1
})
process.stdout.write('begins\n')
await createMigrator().prepare(watched, target, { migrations, toDataVersion, batchRows: 10, workShare: 1 })
await database.close()
