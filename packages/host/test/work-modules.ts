import { packTestModule } from '@tenon/test-kit'
import type { PackedModule } from '@tenon/test-kit'
import type { TimerEntry } from '@tenon/model'

// A database client as small as one can be over the adapter that a host hands out.
const client = `
const database = (factory) => {
  let adapter = null
  const open = () => (adapter ??= factory.connect())
  return {
    async $transaction(work) {
      const transaction = await (await open()).startTransaction()
      const execute = (text, ...args) => transaction.executeRaw({ sql: text, args, argTypes: args.map((value) => ({ scalarType: typeof value === 'number' ? 'int' : 'string', arity: 'scalar' })) })
      try {
        const result = await work({ $executeRawUnsafe: execute, $queryRawUnsafe: execute })
        await transaction.executeRaw({ sql: 'COMMIT', args: [], argTypes: [] })
        await transaction.commit()
        return result
      } catch (error) {
        await transaction.executeRaw({ sql: 'ROLLBACK', args: [], argTypes: [] })
        await transaction.rollback()
        throw error
      }
    },
    $disconnect: async () => {},
  }
}
const http = (fetch) => ({ fetch, document: (info) => ({ openapi: '3.1.0', info, paths: {} }) })
`

const tableUp = `create table stamp (
  tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''), position bigint generated always as identity, what text not null, id text not null, key text not null,
  payload text not null, attempt int not null, version text not null, by_version text not null, primary key (tenant_id, position));`
const stamps = { phase: 'expand', up: tableUp, down: 'drop table stamp;' } as const
const ringEvent = { name: 'bell.rung', description: 'It rang.', payload: { type: 'object', properties: { seq: { type: 'integer' } } } }

/**
 * `bell` publishes one `bell.rung` for each `{ seq, key }` that is posted to it, in one transaction. `ear` writes down what it
 * hears: its handler fails for keys that begin with `bad` until somebody writes the word `mended` into its settings, and
 * waits for the file that a payload names as `wait`. It also writes down each run of its timer.
 */
export function packWorkModules(timers: (version: string) => readonly TimerEntry[] = () => []): Promise<readonly PackedModule[]> {
  const settings = { type: 'object', properties: { mended: { type: 'boolean', default: false } } }
  const ear = (version: string) => packTestModule({ name: 'ear', version, handles: ['bell.rung'], timers: timers(version), settings, migrations: [stamps], files: { 'dist/module.js': earCode(timers(version)) } })
  const bell = (version: string) => packTestModule({ name: 'bell', version, events: [ringEvent], files: { 'dist/module.js': bellCode } })
  return Promise.all([bell('1.0.0'), bell('1.1.0'), ear('1.0.0'), ear('1.1.0'), ear('2.0.0')])
}

const bellCode = `import { defineModule } from '@tenon/module-sdk'
import { z } from '@tenon/module-sdk/http'
${client}
const events = { 'bell.rung': { description: 'It rang.', payload: z.object({ seq: z.number(), wait: z.string().optional() }) } }
export default defineModule({ name: 'bell', title: 'bell', description: '', permissions: {}, settings: z.object({}), events }, {
  database,
  http: http(async (request, { scope }) => {
    const rings = await request.json()
    await scope.transaction(async ({ events }) => {
      for (const { key, ...payload } of rings) await events.publish('bell.rung', payload, key === undefined ? {} : { key })
    })
    return Response.json({ version: scope.version })
  }),
})
`

function earCode(timers: readonly TimerEntry[]): string {
  const every = timers.map((timer) => `${JSON.stringify(timer.name)}: { ...${JSON.stringify(timer)}, run: (scope) => nap(scope, ${JSON.stringify(timer.name)}) }`)
  return `import { access } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { defineModule, sql } from '@tenon/module-sdk'
import { z } from '@tenon/module-sdk/http'
${client}
async function write(scope, what, { id = '', key = '', payload = '', attempt = 0, version = '' } = {}) {
  await scope.sql.run(sql\`insert into \${sql.table('stamp')} (what, id, key, payload, attempt, version, by_version)
    values (\${what}, \${id}, \${key}, \${JSON.stringify(payload)}, \${attempt}, \${scope.version}, \${version})\`)
}
async function until(file) {
  while (await access(file).then(() => false, () => true)) await delay(10)
}
async function hear(scope, event) {
  await write(scope, 'began', event)
  if (event.payload.wait !== undefined) await until(event.payload.wait)
  if (event.key.startsWith('bad') && !scope.settings.mended) throw new TypeError('cannot hear ' + event.key)
  await write(scope, 'heard', event)
}
async function nap(scope, name) {
  if (name.startsWith('bad')) throw new TypeError('cannot sleep')
  await write(scope, 'nap', { id: name })
}
export default defineModule({ name: 'ear', title: 'ear', description: '', permissions: { 'ear:sound:hear': 'Hear.' }, settings: z.object({ mended: z.boolean().default(false) }), events: {} }, {
  database,
  on: { 'bell.rung': hear },
  every: { ${every.join(', ')} },
  http: http((request, { scope }) => Response.json({ version: scope.version })),
})
`
}
