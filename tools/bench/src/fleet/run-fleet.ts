import { environment, median } from '../bench-result.ts'
import type { BenchResult } from '../bench-result.ts'
import { migrationOf, migrations, targetsOf } from './bench-module.ts'
import { withServer } from './bench-server.ts'
import { knexMover } from './move-knex.ts'
import { nodePgMigrateMover } from './move-node-pg-migrate.ts'
import { openFleet, ourMover } from './move-ours.ts'
import { rawMover } from './move-raw.ts'
import { umzugMover } from './move-umzug.ts'
import { connections, unhurried } from './mover.ts'
import type { Mover } from './mover.ts'

const fleetSize = 2_000
const rounds = 5
const sampleSize = 400
const passTenants = 5_000
const passRounds = 9
const passLimit = 'no-op pass, 100 ms'
const passLimitMs = 100
const raw = 'raw pg'
const rawWaiting = 'raw pg, waiting for each commit'
const thorough = 'ours, every object compared'

/** Tenants a second, by mover and direction, one number a round. */
type Rates = Record<string, { readonly up: number[]; readonly down: number[] }>

/**
 * Takes 2,000 module-schemas of twelve tables through a change and back, on a server of its own that
 * writes to disk. Everybody does it with connections that have seen no tenant yet, in an order that turns from round
 * to round; the runner and the raw loop take the whole fleet, peers that keep tables in the schemas take 400 schemas of
 * the same kind. Nobody waits for the disk tenant by tenant, as our runner does not; the raw
 * loop is measured waiting as well, without a goal. So is what it costs our runner to compare every object of a tenant
 * before, as it does by default: the tables are compared inside its move.
 * Ratios are medians of the rounds' ratios. A peer's ratio is the lower one of its two directions. Beside it stands, as
 * `limit-`, that of the raw loop: past it no runner of the same SQL can come, whatever the goal says.
 */
export function runFleet(tell: (line: string) => void): Promise<BenchResult> {
  return withServer(async (url) => {
    const movers = [ourMover(url, 'tables'), rawMover(raw, unhurried(url)), rawMover(rawWaiting, url), ourMover(url, 'every-object')]
    const peers = [umzugMover(unhurried(url)), nodePgMigrateMover(unhurried(url)), knexMover(unhurried(url))]
    await install(url, { movers, peers, tell })
    const passes = await measurePasses(url, tell)
    return resultOf(await measureRounds([...movers.map((mover) => [mover, 'bench'] as const), ...peers.map((mover) => [mover, 'sample'] as const)], tell), passes)
  })
}

async function install(url: string, { movers, peers, tell }: { readonly movers: readonly Mover[]; readonly peers: readonly Mover[]; readonly tell: (line: string) => void }): Promise<void> {
  const fleet = await openFleet(url, 'tables')
  const installMs = await fleet.pass({ targets: targetsOf('bench', fleetSize), history: migrations, toDataVersion: 1 })
  tell(`${fleetSize} module-schemas of twelve tables installed, ${Math.round((fleetSize * 1000) / installMs)}/s`)
  await fleet.pass({ targets: targetsOf('sample', sampleSize), history: migrations, toDataVersion: 1 })
  await fleet.close()
  for (const mover of [...movers, ...peers]) await mover.prepare(targetsOf('sample', sampleSize))
}

async function measurePasses(url: string, tell: (line: string) => void): Promise<readonly number[]> {
  const fleet = await openFleet(url, 'tables')
  const pass = { targets: targetsOf('light', passTenants), history: [migrationOf(1, 'select 1;', 'select 1;')], toDataVersion: 1 }
  await fleet.pass(pass)
  const passes: number[] = []
  for (let round = 0; round < passRounds; round += 1) passes.push(await fleet.pass(pass))
  await fleet.close()
  tell(`a pass with nothing to do over ${passTenants} tenants: ${median(passes).toFixed(1)} ms`)
  return passes
}

/** @param contenders - movers, with whose schemas they take */
async function measureRounds(contenders: readonly (readonly [Mover, 'bench' | 'sample'])[], tell: (line: string) => void): Promise<Rates> {
  const rates: Rates = {}
  for (let round = 0; round < rounds; round += 1) {
    const turned = [...contenders.slice(round % contenders.length), ...contenders.slice(0, round % contenders.length)]
    for (const [mover, of] of turned) await measure(rates, mover, targetsOf(of, of === 'bench' ? fleetSize : sampleSize))
    tell(`round ${round + 1} of ${rounds}: ${Object.entries(rates).map(([name, { up, down }]) => `${name} ${Math.round(up.at(-1) ?? 0)} up ${Math.round(down.at(-1) ?? 0)} down`).join(', ')} a second`)
  }
  return rates
}

async function measure(rates: Rates, mover: Mover, targets: ReturnType<typeof targetsOf>): Promise<void> {
  const own = (rates[mover.name] ??= { up: [], down: [] })
  const open = await mover.open()
  for (const direction of ['up', 'down'] as const) {
    const startedAt = performance.now()
    await open.move(direction, targets)
    own[direction].push((targets.length * 1000) / (performance.now() - startedAt))
  }
  await open.close()
}

function resultOf(rates: Rates, passes: readonly number[]): BenchResult {
  const { ours = { up: [], down: [] } } = rates
  const ratio = (name: string, direction: 'up' | 'down', of = ours) => median(of[direction].map((rate, round) => rate / (rates[name]?.[direction][round] ?? Infinity)))
  const least = (name: string, of = ours) => Math.min(ratio(name, 'up', of), ratio(name, 'down', of))
  const each = Object.entries(rates).flatMap(([name, directions]) => (['up', 'down'] as const).map((direction) => [`${name}, ${direction}`, directions[direction]] as const))
  return {
    name: 'fleet',
    unit: 'tenants/s',
    ours: median(ours.up),
    peers: Object.fromEntries(each.filter(([name]) => name !== 'ours, up').map(([name, values]) => [name, median(values)])),
    limits: { [passLimit]: passLimitMs },
    ratios: {
      'up-raw': ratio(raw, 'up'), 'down-raw': ratio(raw, 'down'), umzug: least('umzug'), 'node-pg-migrate': least('node-pg-migrate'), knex: least('knex'), [passLimit]: passLimitMs / median(passes),
      ...Object.fromEntries(['umzug', 'node-pg-migrate', 'knex'].map((peer) => [`limit-${peer}`, least(peer, rates[raw])])),
      [rawWaiting]: least(rawWaiting), 'raw, every object compared': least(raw, rates[thorough]),
    },
    goals: { 'up-raw': 0.8, 'down-raw': 0.8, umzug: 2, 'node-pg-migrate': 8, knex: 10, [passLimit]: 1 },
    environment: { ...environment(), moduleSchemas: fleetSize, tablesEach: 12, connections, peersOn: sampleSize, noOpTenants: passTenants, noOpPassMs: median(passes) },
    rounds: { ...Object.fromEntries(each), 'no-op pass ms': passes },
  }
}
