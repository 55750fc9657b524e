import knex from 'knex'
import type { Knex } from 'knex'
import { change } from './bench-module.ts'
import { connections, forEachTarget } from './mover.ts'
import type { Mover } from './mover.ts'

/** Knex with migrations in memory, its tables in the tenant's schema, and no check of its list. */
export function createKnexMover(url: string): Mover {
  const database = knex({ client: 'pg', connection: url, pool: { min: connections, max: connections } })
  const nothing = () => Promise.resolve()
  const configOf = (schema: string): Knex.MigratorConfig => ({
    schemaName: schema,
    tableName: 'knex_migrations',
    disableMigrationsListValidation: true,
    migrationSource: {
      getMigrations: () => Promise.resolve(['0001', '0002']),
      getMigrationName: (name: string) => name,
      getMigration: (name: string) => Promise.resolve(name === '0001' ? { up: nothing, down: nothing } : { up: (session: Knex) => run(session, schema, change.up), down: (session: Knex) => run(session, schema, change.down) }),
    } as Knex.MigrationSource<unknown>,
  })
  const run = (session: Knex, schema: string, sql: string) => session.raw(`set local search_path = ${schema}; ${sql}`)
  return {
    name: 'knex',
    prepare: (targets) => forEachTarget(targets, ({ schema }) => database.migrate.up(configOf(schema))),
    move: (direction, targets) => forEachTarget(targets, ({ schema }) => database.migrate[direction](configOf(schema))),
    close: () => database.destroy(),
  }
}
