import { packTestModule } from '@tenon/test-kit'
import type { PackedModule } from '@tenon/test-kit'

/** Versions both modules have. Each moves the tenant's data, so that data and code can be compared. */
export const exactVersions = ['1.2.0', '2.0.0'] as const

const tenantColumn = `tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), '')`

/** `shape` says which version the data is of; a stamp is written by one statement that reads it, so that no move can come in between. */
const tables = {
  phase: 'expand',
  up: `create table shape (${tenantColumn}, id int not null, version text not null, primary key (tenant_id, id));
create table stamp (${tenantColumn}, position bigint generated always as identity, cause text not null, moment text not null, code text not null, data text not null, primary key (tenant_id, position));
insert into shape (tenant_id, id, version) values (current_setting('tenon.tenant_id'), 1, '1.2.0');`,
  down: 'drop table stamp; drop table shape;',
} as const
const secondShape = { phase: 'backfill', up: `update shape set version = '2.0.0';`, down: `update shape set version = '1.2.0';` } as const

// A database client as small as one can be over the adapter that a host hands out.
const shared = `
import { defineModule, sql } from '@tenon/module-sdk'
import { z } from '@tenon/module-sdk/http'
const database = (factory) => ({
  async $transaction(work) {
    const transaction = await (await factory.connect()).startTransaction()
    const run = (text, ...args) => transaction.executeRaw({ sql: text, args, argTypes: args.map((value) => ({ scalarType: typeof value === 'number' ? 'int' : 'string', arity: 'scalar' })) })
    try {
      const result = await work({ $executeRawUnsafe: run, $queryRawUnsafe: run })
      await run('COMMIT')
      await transaction.commit()
      return result
    } catch (error) {
      await run('ROLLBACK')
      await transaction.rollback()
      throw error
    }
  },
  $disconnect: async () => {},
})
const stamp = (scope, cause, moment) => scope.sql.run(sql\`insert into \${sql.table('stamp')} (cause, moment, code, data) select \${cause}, \${moment}, \${scope.version}, version from \${sql.table('shape')}\`)
const http = (fetch) => ({ fetch, document: (info) => ({ openapi: '3.1.0', info, paths: {} }) })
`

const hit = { description: 'Somebody came.', payload: 'z.object({ seq: z.number() })' }

/** Stamps the request, asks `back`, publishes `front.hit`, and stamps once more before it answers. */
const frontCode = `${shared}
const events = { 'front.hit': { description: '${hit.description}', payload: ${hit.payload} } }
export default defineModule({ name: 'front', title: 'front', description: '', permissions: {}, settings: z.object({}), events, requires: [{ name: 'depot', range: '^1', optional: false }] }, {
  database,
  http: http(async (request, { scope }) => {
    const seq = Number(new URL(request.url).searchParams.get('seq'))
    await stamp(scope, 'request', 'begin')
    const taken = await scope.modules.use('depot').take({ seq })
    await scope.transaction(({ events }) => events.publish('front.hit', { seq }, { key: 'k' + (seq % 8) }))
    await stamp(scope, 'request', 'end')
    return Response.json({ front: scope.version, back: taken.version })
  }),
})
`

/** Stamps calls, events and runs of its timer. */
const backCode = `${shared}
export default defineModule({ name: 'back', title: 'back', description: '', permissions: {}, settings: z.object({}), events: {}, provides: [{ name: 'depot', version: '1.0' }] }, {
  database,
  interfaces: { depot: { take: async (scope) => { await stamp(scope, 'call', 'begin'); return { version: scope.version } } } },
  on: { 'front.hit': (scope) => stamp(scope, 'event', 'begin') },
  every: { tick: { minutes: 1, run: (scope) => stamp(scope, 'timer', 'begin') } },
  http: http((request, { scope }) => Response.json({ version: scope.version })),
})
`

/** Two modules that write down, for all work that enters them, which version's code runs and which version's data it finds. */
export function packExactModules(): Promise<readonly PackedModule[]> {
  return Promise.all(exactVersions.flatMap((version) => {
    const migrations = version === '2.0.0' ? [tables, secondShape] : [tables]
    const event = { name: 'front.hit', description: hit.description, payload: { type: 'object', properties: { seq: { type: 'number' } } } }
    return [
      packTestModule({ name: 'front', version, migrations, events: [event], requires: [{ name: 'depot', range: '^1', optional: false }], files: { 'dist/module.js': frontCode } }),
      packTestModule({ name: 'back', version, migrations, provides: [{ name: 'depot', version: '1.0', operations: ['take'] }], handles: ['front.hit'], timers: [{ name: 'tick', minutes: 1 }], files: { 'dist/module.js': backCode } }),
    ]
  }))
}
