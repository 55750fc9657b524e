import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createArtifactStore, directorySource } from '@tenon/artifacts'
import { openDatabase } from '@tenon/database'
import { startEmbeddedPostgres } from '@tenon/database/embedded'
import { nodeFlags } from '@tenon/host-app/wiring'
import { createFleetRunner } from '@tenon/migrator'
import { schemaNameOf } from '@tenon/model'
import { environment } from '../bench-result.ts'
import type { BenchResult } from '../bench-result.ts'
import { peerDirectories } from '../peer-directories.ts'
import type { TouchOrder, TouchReport } from './touch-tenants.ts'

const tenants = 2_000
const touches = 50_000
const versions = ['1.2.0', '2.0.0']
const residentLimit = 400
const backendLimit = 64
const releases = fileURLToPath(new URL('../../../../releases', import.meta.url))

/**
 * What one process and its server processes hold while 2,000 tenants of inventory, each through the
 * clients of two versions, are touched at random: 4,000 different clients over 2,000 schemas, with
 * the defaults of `openDatabase` and the flags that the host app starts its hosts with.
 */
export async function runMemory(tell: (line: string) => void): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), 'tenon-bench-memory-'))
  const server = await startEmbeddedPostgres({ directory: join(directory, 'postgres') })
  try {
    await installTenants(server.url, directory, tell)
    const report = await touchInChild({ url: server.url, directory, releases, tenants, versions, touches })
    tell(`${Math.round(report.touchesPerSecond)} touches/s; ${report.residentAtStart.toFixed(0)} MB resident at the first, ${report.residentHighest.toFixed(0)} MB at most`)
    return resultOf(report)
  } finally {
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

async function installTenants(url: string, directory: string, tell: (line: string) => void): Promise<void> {
  const store = createArtifactStore({ directory: join(directory, 'store'), sources: [directorySource(releases)], peers: peerDirectories() })
  const { versions: catalog } = await store.readCatalog()
  const newest = catalog.find(({ version }) => version === versions.at(-1))
  if (newest === undefined) throw new TypeError(`${releases} does not hold ${versions.join(' and ')}`)
  const { migrations } = await store.open(newest)
  const database = await openDatabase({ url })
  const fleet = createFleetRunner({ database, clock: { now: () => Date.now() }, createId: (prefix) => `${prefix}_${randomUUID()}` })
  const targets = Array.from({ length: tenants }, (_, index) => ({ tenantId: `t-${index}`, module: 'inventory', schema: schemaNameOf(`t-${index}`, 'inventory') }))
  const startedAt = performance.now()
  const outcome = await fleet.start({ module: 'inventory', migrations, toDataVersion: migrations.filter(({ phase }) => phase !== 'contract').length, targets })
  await database.close()
  assert.equal(outcome.status, 'succeeded', `not all tenants could be installed: ${JSON.stringify(outcome.problems[0])}`)
  tell(`${tenants} tenants installed in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`)
}

async function touchInChild(order: TouchOrder): Promise<TouchReport> {
  const child = fork(fileURLToPath(new URL('touch-tenants.ts', import.meta.url)), [JSON.stringify(order)], { execArgv: [...process.execArgv, ...nodeFlags] })
  const [report] = (await Promise.race([once(child, 'message'), once(child, 'exit').then(([code]) => assert.fail(`the child ended with ${String(code)}`))])) as [TouchReport]
  return report
}

function resultOf(report: TouchReport): BenchResult {
  const sorted = report.backends.toSorted((a, b) => a - b)
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0
  const process = `${residentLimit} MB resident`
  const backend = `${backendLimit} MB private per backend (p95)`
  return {
    name: 'memory',
    unit: 'MB',
    ours: report.residentHighest,
    peers: {},
    limits: { [process]: residentLimit, [backend]: backendLimit },
    ratios: { [process]: residentLimit / report.residentHighest, [backend]: backendLimit / p95 },
    goals: { [process]: 1, [backend]: 1 },
    environment: {
      ...environment(), tenants, versions: versions.join(' and '), touches, touchesPerSecond: Math.round(report.touchesPerSecond), residentAtStart: report.residentAtStart,
      backendP95: p95, backendHighest: sorted.at(-1) ?? 0, backendMedian: sorted[Math.floor(sorted.length / 2)] ?? 0, looksAtBackends: sorted.length,
    },
    rounds: { backends: report.backends },
  }
}
