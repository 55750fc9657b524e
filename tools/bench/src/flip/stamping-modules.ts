import { packTestModule } from '@tenon/test-kit'
import type { PackedModule } from '@tenon/test-kit'

/** The versions of `stamp`. The first two share their data version: a move between them runs no SQL. */
export const stampVersions = ['1.2.0', '1.3.0', '2.0.0'] as const

/** What one piece of work left in the table `stamp`, and what a request or call answers. */
export interface Stamp {
  readonly cause: string
  /** The version whose code ran. */
  readonly code: string
  /** The data version in force when the row was written, by the database's own account. */
  readonly data: number
}

const createStamp = `create table stamp (
  tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  id bigint generated always as identity, cause text not null, code text not null, data int not null default 1,
  primary key (tenant_id, id)
);`

const migrations = [
  { phase: 'expand', up: createStamp, down: 'drop table stamp;' },
  { phase: 'expand', up: 'alter table stamp alter column data set default 2;', down: 'alter table stamp alter column data set default 1;' },
] as const

/**
 * Two modules that tell on which version their code ran. `stamp` writes a row for everything it does, whatever the
 * cause: a request, a call of its interface `stamp`, an event `ask.mark.made`, its timer. The database itself puts
 * the data version beside it, so that code on the data of another version shows in the row. `ask` has no data
 * and passes its requests on to the interface.
 */
export async function packStampingModules(): Promise<readonly PackedModule[]> {
  const ask = packTestModule({
    name: 'ask', version: '1.0.0', requires: [{ name: 'stamp', range: '^1', optional: false }],
    files: { 'dist/module.js': askCode },
  })
  const stamps = stampVersions.map((version) => packTestModule({
    name: 'stamp', version, provides: [{ name: 'stamp', version: '1.0', operations: ['mark'] }],
    migrations: version === '2.0.0' ? migrations : migrations.slice(0, 1),
    files: { 'dist/module.js': stampCode(version) },
  }))
  return Promise.all([ask, ...stamps])
}

/** True when code and data of a stamp belong together. */
export function isExact({ code, data }: Stamp): boolean {
  return data === (code === '2.0.0' ? 2 : 1)
}

const noDatabase = 'database: () => ({ $transaction: (work) => work({}), $disconnect: async () => {} })'
const document = "document: (info) => ({ openapi: '3.1.0', info, paths: {} })"

function stampCode(version: string): string {
  return `import { defineModule, sql } from '@tenon/module-sdk'
const manifest = { name: 'stamp', title: 'Stamp', description: '', permissions: {}, settings: {}, events: {}, provides: [{ name: 'stamp', version: '1.0' }] }
const code = '${version}'
async function mark(scope, cause) {
  if (scope.version !== code) throw new TypeError('the scope of ' + scope.version + ' reached the code of ' + code)
  const [row] = await scope.sql.rows(sql\`insert into \${sql.table('stamp')} (cause, code) values (\${cause}, \${code}) returning cause, code, data\`)
  return row
}
export default defineModule(manifest, {
  ${noDatabase},
  http: { fetch: async (request, { scope }) => Response.json(await mark(scope, 'http')), ${document} },
  on: { 'ask.mark.made': async (scope) => { await mark(scope, 'event') } },
  every: { mark: { minutes: 1, run: async (scope) => { await mark(scope, 'timer') } } },
  interfaces: { stamp: { mark: (scope) => mark(scope, 'call') } },
})
`
}

const askCode = `import { defineModule } from '@tenon/module-sdk'
const manifest = { name: 'ask', title: 'Ask', description: '', permissions: {}, settings: {}, events: {}, requires: [{ name: 'stamp', range: '^1', optional: false }] }
export default defineModule(manifest, {
  ${noDatabase},
  http: { fetch: async (request, { scope }) => Response.json(await scope.modules.use('stamp').mark()), ${document} },
})
`
