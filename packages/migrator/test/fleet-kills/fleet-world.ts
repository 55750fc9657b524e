import { setTimeout as delay } from 'node:timers/promises'
import { openDatabase } from '@tenon/database'
import { systemClock } from '@tenon/model'
import type { SqlDatabase } from '@tenon/model'
import { countingIds } from '@tenon/test-kit'
import { Client } from 'pg'
import { createFleetRunner } from '../../src/index.ts'
import { readStates, requireOldOrNew } from './inspect-fleet.ts'
import type { KnownStates, TenantState } from './inspect-fleet.ts'
import { baseOf, destination, hasRows, migrations, module, recordPlace, targetsOf } from './kill-module.ts'

/** Longest wait for a killed server to have recovered. */
const recoveryBudgetMs = 60_000

/** Two ways into the database for looking at it: as its owner, and as somebody who sees every tenant's rows. */
export interface Look {
  readonly client: Client
  readonly database: SqlDatabase
}

/** Connects, waiting for a server that recovers, and for moves that a killed runner left behind to end. */
export async function look<Result>(url: string, work: (look: Look) => Promise<Result>): Promise<Result> {
  const database = await untilAnswering(() => openDatabase({ url, maxConnections: 4, applicationName: 'inspector' }))
  const client = new Client({ connectionString: url })
  // Killing a backend ends this connection too.
  client.on('error', () => undefined)
  await client.connect()
  try {
    while ((await client.query(`select from pg_stat_activity where application_name = 'killed runner' and backend_type = 'client backend'`)).rowCount !== 0) await delay(5)
    return await work({ client, database })
  } finally {
    await client.end()
    await database.close()
  }
}

async function untilAnswering<Result>(open: () => Promise<Result>): Promise<Result> {
  const deadline = performance.now() + recoveryBudgetMs
  for (;;) {
    try {
      return await open()
    } catch (error) {
      if (performance.now() > deadline) throw error
      await delay(20)
    }
  }
}

/**
 * Installs every tenant, some of them with rows, lets the newest version write, and takes all back to where
 * the runs begin. What every tenant looked like then and now is what it must look like ever after.
 */
export async function prepareFleet(url: string, tenants: number): Promise<KnownStates> {
  const targets = targetsOf(tenants)
  return look(url, async ({ client, database }) => {
    await database.query('create schema told')
    await database.query('create table told.place (tenant_id text primary key, data_version int not null)')
    const fleet = createFleetRunner({ database, clock: systemClock, createId: countingIds(), record: recordPlace })
    const moveTo = (toDataVersion: number, chosen = targets) => fleet.start({ module, migrations, toDataVersion, targets: chosen })
    await moveTo(1)
    for (const { tenantId, schema } of targets.filter((_, index) => hasRows(index))) {
      await client.query(`insert into ${schema}.item (tenant_id, id, name, amount) select '${tenantId}', n, '${tenantId} ' || n, n from generate_series(1, 5) n`)
    }
    await moveTo(2, targets.filter((_, index) => baseOf(index) === 2))
    const up = await moveTo(destination)
    for (const { tenantId, schema } of targets.filter((_, index) => hasRows(index))) {
      await client.query(`update ${schema}.item set price = id * 1.5, note = case when id > 3 then 'ours' else note end; insert into ${schema}.tag select '${tenantId}', id, 'new' from ${schema}.item where id < 3`)
    }
    const moved = await readStates(client, database, targets)
    await fleet.undo(up.runId ?? '')
    const old = await readStates(client, database, targets)
    requireDistinct({ old, moved })
    return { old, moved }
  })
}

/** The run that is being worked on; null when none was written since `after`. */
export async function latestRun({ client }: Look, after: string | null): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>(`select id from tenon_fleet.run where undoes is null order by started_at desc, id desc limit 1`)
  const id = rows[0]?.id ?? null
  return id === after ? null : id
}

/** Reads everybody and requires that each is exactly where the journal of `runId` says. Resolves to how many are moved. */
export async function requireAgreement({ client, database }: Look, runId: string | null, known: KnownStates): Promise<number> {
  const targets = targetsOf(known.old.length)
  const { rows } = await client.query<{ tenantId: string }>(`
    select tenant_id as "tenantId" from tenon_fleet.run_tenant moved where run_id = $1 and status = 'moved' and not exists (
      select from tenon_fleet.run_tenant back join tenon_fleet.run on run.id = back.run_id where run.undoes = $1 and back.tenant_id = moved.tenant_id and back.status = 'moved')`, [runId])
  const moved = new Set(rows.map(({ tenantId }) => tenantId))
  requireOldOrNew(await readStates(client, database, targets), known, targets.map(({ tenantId }) => moved.has(tenantId)))
  return moved.size
}

function requireDistinct({ old, moved }: KnownStates): void {
  const expected = (state: TenantState | undefined, dataVersion: number) => state?.dataVersion === dataVersion && state.told === dataVersion && state.mark === `${dataVersion} agrees with the ledger`
  for (const index of old.keys()) {
    if (!expected(old[index], baseOf(index)) || !expected(moved[index], destination) || old[index]?.shape === moved[index]?.shape) throw new Error(`the fleet was not prepared: ${JSON.stringify([old[index], moved[index]])}`)
  }
}
