import knex from 'knex'
import type { Knex } from 'knex'
import { change } from './bench-module.ts'
import { connections, forEachTarget } from './mover.ts'
import type { Mover } from './mover.ts'

/** Knex with migrations in memory, its tables in the tenant's schema, and no check of its list. */
export function knexMover(url: string): Mover {
  const connect = () => knex({ client: 'pg', connection: url, pool: { min: connections, max: connections } })
  return {
    name: 'knex',
    async prepare(targets) {
      const database = connect()
      await forEachTarget(targets, ({ schema }) => database.migrate.up(configOf(schema)))
      await database.destroy()
    },
    async open() {
      const database = connect()
      await Promise.all(Array.from({ length: connections }, () => database.raw('select 1')))
      return {
        move: (direction, targets) => forEachTarget(targets, ({ schema }) => database.migrate[direction](configOf(schema))),
        close: () => database.destroy(),
      }
    },
  }
}

function configOf(schema: string): Knex.MigratorConfig {
  const nothing = () => Promise.resolve()
  const run = (session: Knex, sql: string) => session.raw(`set local search_path = ${schema}; ${sql}`)
  return {
    schemaName: schema,
    tableName: 'knex_migrations',
    disableMigrationsListValidation: true,
    migrationSource: {
      getMigrations: () => Promise.resolve(['0001', '0002']),
      getMigrationName: (name: string) => name,
      getMigration: (name: string) => Promise.resolve(name === '0001' ? { up: nothing, down: nothing } : { up: (session: Knex) => run(session, change.up), down: (session: Knex) => run(session, change.down) }),
    } as Knex.MigrationSource<unknown>,
  }
}
