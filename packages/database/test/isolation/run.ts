import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Client } from 'pg'
import { startEmbeddedPostgres } from '../../src/embedded/index.ts'
import { openDatabase } from '../../src/index.ts'
import { generateClient } from '../generate-client.ts'
import { auditField, createField, tenantIdsOf } from './field.ts'
import type { Verdict } from './judge.ts'
import { startPgBouncer, whyNoPgBouncer } from './pgbouncer.ts'
import type { ProofClient } from './proof-client.ts'
import { runMix } from './run-mix.ts'

/**
 * The long proof: `node --conditions=tenon-source run.ts [--operations 1000000] [--tenants 200] [--seed 1] [--through direct|pgbouncer]`.
 * Prints what was run and what was found. Exit code 1 for a foreign row, a missing row or an unexplained
 * failure. With `--url` it joins a field that another process made, and makes none.
 */
const { values } = parseArgs({ options: {
  operations: { type: 'string', default: '1000000' }, tenants: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' },
  through: { type: 'string', default: 'direct' }, url: { type: 'string' }, json: { type: 'boolean', default: false },
} })
const tenantIds = tenantIdsOf(Number(values.tenants))
const missing = values.through === 'pgbouncer' ? await whyNoPgBouncer() : null

if (missing !== null) process.stdout.write(`isolation through PgBouncer was not run: ${missing}\n`)
else if (values.url !== undefined) await run(values.url)
else await withServer(run)

async function withServer(work: (url: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'tenon-isolation-'))
  const server = await startEmbeddedPostgres({ directory: join(directory, 'postgres') })
  try {
    await withoutFsync(server.url)
    await work(server.url)
  } finally {
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

/** What is proven here does not depend on surviving a power cut. */
async function withoutFsync(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  for (const sql of ['alter system set fsync = off', 'alter system set synchronous_commit = off', 'select pg_reload_conf()']) await client.query(sql)
  await client.end()
}

async function run(url: string): Promise<void> {
  const bouncer = values.through === 'pgbouncer' ? await startPgBouncer(url) : null
  const generated = await Promise.all(['first.prisma', 'second.prisma'].map((file) => generateClient<ProofClient>(file)))
  const database = await openDatabase({ url: bouncer?.url ?? url, directUrl: url, maxConnections: 10, maxClients: 150, connectTimeoutMs: 120_000 })
  const startedAt = performance.now()
  try {
    if (values.url === undefined) await createField(database, tenantIds)
    const options = { database, adminUrl: url, generated, tenantIds, operations: Number(values.operations), seed: Number(values.seed) }
    const mix = runMix({ ...options, onProgress: (done) => { process.stderr.write(`${done} operations, ${Math.round((performance.now() - startedAt) / 1_000)} s\n`) } })
    const verdict = await (bouncer?.whileServing(mix) ?? mix)
    tell(verdict, await auditField(url, tenantIds), performance.now() - startedAt)
  } finally {
    await database.close()
    await Promise.all(generated.map((each) => each.remove()))
    await bouncer?.stop()
  }
}

function tell(verdict: Verdict, stored: readonly string[], ms: number): void {
  const sound = verdict.foreign === 0 && verdict.missing === 0 && verdict.unexplained.length === 0 && stored.length === 0
  if (!sound) process.exitCode = 1
  process.stdout.write(values.json ? `${JSON.stringify({ ...verdict, stored })}\n` : `${linesOf(verdict, stored, ms).join('\n')}\n`)
}

function linesOf(verdict: Verdict, stored: readonly string[], ms: number): readonly string[] {
  const row = (name: string, value: number) => `  ${name.padEnd(28)} ${value.toLocaleString('en').padStart(10)}`
  return [
    `isolation, ${values.through}, ${tenantIds.length} tenants, 2 versions, seed ${values.seed}, ${Math.round(ms / 1_000)} s`,
    ...Object.entries(verdict.byKind).map(([kind, count]) => row(kind, count)),
    row('operations', verdict.operations),
    ...Object.entries(verdict.refused).map(([code, count]) => row(`refused ${code}`, count)),
    row('foreign rows answered', verdict.foreign),
    row('own rows not answered', verdict.missing),
    row('wrong rows stored', stored.length),
    row('unexplained failures', verdict.unexplained.length),
    ...[...verdict.examples, ...verdict.unexplained, ...stored.slice(0, 10)].map((example) => `  ! ${example}`),
  ]
}
