import { schemaNameOf, systemClock } from '@tenon/model'
import type { MigrationTarget } from '@tenon/model'
import { countingIds } from '@tenon/test-kit'
import { createFleetRunner, createMigrator } from '../src/index.ts'
import type { CreateFleetRunnerOptions, FleetRunner } from '../src/index.ts'
import { migrationsOf } from './fixture.ts'
import type { Fixture, Step } from './fixture.ts'

/** Some tenants of one module, apart from those of every other fleet of the database. */
export interface Fleet {
  readonly module: string
  readonly targets: readonly MigrationTarget[]
  readonly migrations: ReturnType<typeof migrationsOf>
  /** A runner with its own choices. */
  runner(options?: Partial<CreateFleetRunnerOptions>): FleetRunner
  /** Runs SQL inside one tenant's schema, as the owner with the tenant set. */
  sql<Row = Record<string, unknown>>(tenant: number, text: string): Promise<readonly Row[]>
  /** Data version and migrations of each tenant, in their order. */
  dataVersions(): Promise<readonly number[]>
}

let fleets = 0
const createId = countingIds()

/** Makes `count` tenants without any data yet. */
export function createFleet({ database }: Fixture, steps: readonly Step[], count: number): Fleet {
  fleets += 1
  const module = `shop-${fleets}`
  const targets = Array.from({ length: count }, (_, index) => {
    const tenantId = `t${String(index).padStart(4, '0')}`
    return { tenantId, module, schema: schemaNameOf(tenantId, module) }
  })
  return {
    module,
    targets,
    migrations: migrationsOf(steps),
    runner: (options) => createFleetRunner({ database, clock: systemClock, createId, ...options }),
    sql: <Row>(tenant: number, text: string) => database.transaction(async (session) => {
      const target = targets[tenant]
      await session.query(`select set_config('search_path', $1, true), set_config('tenon.tenant_id', $2, true)`, [target?.schema, target?.tenantId])
      return (await session.query<Row>(text)).rows
    }),
    dataVersions: () => Promise.all(targets.map(async (target) => {
      const ledger = await database.transaction((session) => createMigrator().readLedger(session, target))
      return ledger.at(-1)?.dataVersion ?? 0
    })),
  }
}
