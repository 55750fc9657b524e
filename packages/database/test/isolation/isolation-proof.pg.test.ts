import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { createTestDatabase } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/index.ts'
import { generateClient } from '../generate-client.ts'
import type { GeneratedClient } from '../generate-client.ts'
import { auditField, bindingOf, createField, tenantIdsOf, versions } from './field.ts'
import type { Verdict } from './judge.ts'
import { extendedClient, searchPath, sessionSetting, sharedClient } from './naive-recipes.ts'
import type { Recipe } from './naive-recipes.ts'
import { startPgBouncer, whyNoPgBouncer } from './pgbouncer.ts'
import type { PgBouncer } from './pgbouncer.ts'
import type { ProofClient } from './proof-client.ts'
import { runMix } from './run-mix.ts'
import { runRecipe } from './run-recipe.ts'

const tenantIds = tenantIdsOf(40)
const noBouncer = await whyNoPgBouncer()
const throughBouncer = noBouncer === null ? test : test.skip
const longMs = 300_000

let server: TestDatabase
let generated: readonly GeneratedClient<ProofClient>[]
let bouncer: PgBouncer | null = null

beforeAll(async () => {
  if (noBouncer !== null) process.stdout.write(`\nSkipped what goes through PgBouncer: ${noBouncer}\n`)
  server = await createTestDatabase()
  generated = await Promise.all(['first.prisma', 'second.prisma'].map((file) => generateClient<ProofClient>(file)))
  bouncer = noBouncer === null ? await startPgBouncer(server.url) : null
  await withDatabase(server.url, (database) => createField(database, tenantIds))
}, longMs)

afterAll(async () => {
  await bouncer?.stop()
  await Promise.all(generated.map((each) => each.remove()))
  await server.close()
})

describe('a mix of every kind of work, drawn by a seed', () => {
  test('no tenant is answered with, touches or stores a foreign row', async () => {
    expectSound(await mixThrough(server.url, { operations: 4_000, seed: 1 }))
    expect(await auditField(server.url, tenantIds)).toEqual([])
  }, longMs)

  throughBouncer('nor through PgBouncer in transaction mode', async () => {
    expectSound(await mixThrough(bouncer?.url ?? '', { operations: 4_000, seed: 2 }))
    expect(await auditField(server.url, tenantIds)).toEqual([])
  }, longMs)

  test('nor with two processes on one database', async () => {
    const script = fileURLToPath(new URL('run.ts', import.meta.url))
    const beside = promisify(execFile)(process.execPath, ['--conditions=tenon-source', script, '--json', '--url', server.url, '--tenants', String(tenantIds.length), '--operations', '1500', '--seed', '3'])
    const [own, other] = await Promise.all([mixThrough(server.url, { operations: 1_500, seed: 4 }), beside])
    expectSound(own)
    expectSound(JSON.parse(other.stdout) as Verdict)
    expect(await auditField(server.url, tenantIds)).toEqual([])
  }, longMs)
})

describe('the harness sees what leaks', () => {
  const rounds = 5

  test('one client with the tenant from AsyncLocalStorage answers from the wrong tenant', async () => {
    const verdict = await judge(sharedClient(server.url, first()), rounds)
    expect(verdict.foreign).toBeGreaterThan(verdict.operations * 0.9)
  }, longMs)

  test('one client extended for each tenant does too', async () => {
    const verdict = await judge(extendedClient(server.url, first()), rounds)
    expect(verdict.foreign).toBeGreaterThan(verdict.operations * 0.9)
  }, longMs)

  test('search_path and session settings leave the last tenant behind on the connection', async () => {
    expect((await judge(searchPath(server.url), rounds)).foreign).toBeGreaterThan(0)
    expect((await judge(await sessionSetting(server.url, tenantIds), rounds)).foreign).toBeGreaterThan(0)
  }, longMs)

  throughBouncer('through PgBouncer they answer who did ask from the wrong tenant', async () => {
    const { url } = bouncer as PgBouncer
    for (const recipe of [searchPath(url), await sessionSetting(url, tenantIds)]) {
      const { readUnbound: _none, ...bound } = recipe
      expect((await judge(bound, 20)).foreign, recipe.name).toBeGreaterThan(0)
    }
  }, longMs)

  test('clients bound to one tenant each pass the same', async () => {
    await withDatabase(server.url, async (database) => {
      const [version] = versions
      const read = (tenantId: string, id: number) => {
        const client = database.client(tenantId, bindingOf(tenantId, version), (adapter) => first().create(adapter) as never) as unknown as ProofClient
        return client.item.findUnique({ where: { id } })
      }
      const verdict = await judge({ name: 'bound clients', read, close: () => Promise.resolve() }, rounds)
      expect(verdict).toMatchObject({ operations: tenantIds.length * rounds, foreign: 0, missing: 0 })
    })
  }, longMs)
})

function first(): GeneratedClient<ProofClient> {
  return generated[0] as GeneratedClient<ProofClient>
}

async function judge(recipe: Recipe, rounds: number): Promise<Verdict> {
  const verdict = await runRecipe(recipe, tenantIds, rounds).finally(() => recipe.close())
  process.stdout.write(`\n${recipe.name}: ${verdict.foreign} foreign rows and ${verdict.missing} missing ones in ${verdict.operations} reads\n`)
  return verdict
}

function mixThrough(url: string, options: { readonly operations: number; readonly seed: number }): Promise<Verdict> {
  return withDatabase(url, (database) => runMix({ ...options, database, adminUrl: server.url, generated, tenantIds }))
}

async function withDatabase<Result>(url: string, work: (database: TenantDatabase) => Promise<Result>): Promise<Result> {
  const database = await openDatabase({ url, directUrl: server.url, maxConnections: 6, maxClients: 50, connectTimeoutMs: 120_000 })
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

function expectSound(verdict: Verdict): void {
  expect(verdict).toMatchObject({ foreign: 0, missing: 0, examples: [], unexplained: [] })
}
