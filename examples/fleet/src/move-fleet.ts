import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { openDatabase } from '@tenon/database'
import { createFleetRunner } from '@tenon/migrator'
import type { FleetProgress } from '@tenon/migrator'
import { schemaNameOf, systemClock } from '@tenon/model'
import { readMigrations } from '@tenon/module-sdk/build'
import { outcomeLines, progressLine } from './progress-line.ts'

/**
 * `DATABASE_URL=... node move-fleet.ts --to 2 --tenants 200`, or `--resume RUN`, or `--undo RUN`. Ctrl-C ends
 * the pass after the tenants under way. Exit code 1 when somebody is not where they should be.
 */
const { values } = parseArgs({ options: { to: { type: 'string', default: '2' }, tenants: { type: 'string', default: '200' }, resume: { type: 'string' }, undo: { type: 'string' } } })
const { DATABASE_URL: url = '' } = process.env
const database = await openDatabase({ url, maxConnections: 5 })
const fleet = createFleetRunner({ database, clock: systemClock, createId: (prefix) => `${prefix}_${randomUUID()}` })

const abort = new AbortController()
process.once('SIGINT', () => { abort.abort() })
const { isTTY = false } = process.stdout
const onProgress = (progress: FleetProgress) => { process.stdout.write(isTTY ? `\r\u001b[2K${progressLine(progress)}${progress.state === 'ended' ? '\n' : ''}` : `${progressLine(progress)}\n`) }
const watched = { signal: abort.signal, onProgress, progressEveryMs: isTTY ? 100 : 5_000 }

const module = 'shop'
const targets = Array.from({ length: Number(values.tenants) }, (_, index) => `shop-${index + 1}`).map((tenantId) => ({ tenantId, module, schema: schemaNameOf(tenantId, module) }))
try {
  const outcome = values.resume !== undefined
    ? await fleet.resume(values.resume, watched)
    : values.undo !== undefined
      ? await fleet.undo(values.undo, watched)
      : await fleet.start({ module, migrations: await readMigrations(new URL('..', import.meta.url).pathname), toDataVersion: Number(values.to), targets }, watched)
  process.stdout.write(`${outcomeLines(outcome).join('\n')}\n`)
  process.exitCode = outcome.status === 'succeeded' ? 0 : 1
} finally {
  await database.close()
}
