import type { MigrationTarget } from '@tenon/model'
import { environment, median } from '../bench-result.ts'
import type { BenchResult } from '../bench-result.ts'
import { migrationOf, migrations, targetsOf } from './bench-module.ts'
import { withServer } from './bench-server.ts'
import { createKnexMover } from './move-knex.ts'
import { createNodePgMigrateMover } from './move-node-pg-migrate.ts'
import { createOurMover } from './move-ours.ts'
import type { OurMover } from './move-ours.ts'
import { createRawMover } from './move-raw.ts'
import { createUmzugMover } from './move-umzug.ts'
import { connections } from './mover.ts'
import type { Mover } from './mover.ts'

const fleetSize = 2_000
const sampleSize = 160
const rounds = 5
const passTenants = 5_000
const passRounds = 9
const passLimit = 'no-op pass, 100 ms'
const passLimitMs = 100

/** Tenants a second, by mover and direction, one number a round. */
type Rates = Record<string, { readonly up: number[]; readonly down: number[] }>

/**
 * Takes 2,000 module-schemas of twelve tables through a change and back, on a server of its own that
 * writes every commit to disk. Each round has its own part of the fleet, which ours and the raw loop
 * both take up and down, in turns first; the other peers follow on a sample of schemas of the same kind.
 * The runner compares each tenant's tables inside its move; what it costs to compare every object of it
 * before, as the runner does by default, is measured beside it and has no goal.
 * Ratios are medians of the rounds' ratios. A peer's ratio is the lower one of its two directions.
 */
export function runFleet(tell: (line: string) => void): Promise<BenchResult> {
  return withServer(async (url) => {
    const ours = await createOurMover(url, 'tables')
    const thorough = await createOurMover(url, 'every-object')
    const raw = await createRawMover(url)
    const peers = [createUmzugMover(url), await createNodePgMigrateMover(url), createKnexMover(url)]
    try {
      const sample = await prepare({ ours, peers, tell })
      const passes = await measurePasses(ours, tell)
      const rates = await measureRounds({ ours, raw, others: [[thorough, null], ...peers.map((peer) => [peer, sample] as const)], tell })
      return resultOf(rates, passes)
    } finally {
      await Promise.all([ours, thorough, raw, ...peers].map((mover) => mover.close()))
    }
  })
}

async function prepare({ ours, peers, tell }: { readonly ours: OurMover; readonly peers: readonly Mover[]; readonly tell: (line: string) => void }): Promise<readonly MigrationTarget[]> {
  const installMs = await ours.pass(targetsOf('bench', fleetSize), migrations, 1)
  tell(`${fleetSize} module-schemas of twelve tables installed, ${perSecond(fleetSize, installMs)}/s`)
  const sample = targetsOf('sample', sampleSize)
  await ours.pass(sample, migrations, 1)
  for (const peer of peers) await peer.prepare(sample)
  return sample
}

async function measurePasses(ours: OurMover, tell: (line: string) => void): Promise<readonly number[]> {
  const targets = targetsOf('light', passTenants)
  const history = [migrationOf(1, 'select 1;', 'select 1;')]
  await ours.pass(targets, history, 1)
  const passes: number[] = []
  for (let round = 0; round < passRounds; round += 1) passes.push(await ours.pass(targets, history, 1))
  tell(`a pass with nothing to do over ${passTenants} tenants: ${median(passes).toFixed(1)} ms`)
  return passes
}

interface Rounds {
  readonly ours: Mover
  readonly raw: Mover
  /** With the tenants they take; null: the round's own part of the fleet. */
  readonly others: readonly (readonly [Mover, readonly MigrationTarget[] | null])[]
  readonly tell: (line: string) => void
}

async function measureRounds({ ours, raw, others, tell }: Rounds): Promise<Rates> {
  const rates: Rates = {}
  const fleet = targetsOf('bench', fleetSize)
  const size = fleetSize / rounds
  for (let round = 0; round < rounds; round += 1) {
    const part = fleet.slice(round * size, (round + 1) * size)
    const both = round % 2 === 0 ? [ours, raw] : [raw, ours]
    for (const mover of both) await measure(rates, mover, part)
    for (const [mover, targets] of others) await measure(rates, mover, targets ?? part)
    tell(`round ${round + 1} of ${rounds}: ${Object.entries(rates).map(([name, { up, down }]) => `${name} ${Math.round(up.at(-1) ?? 0)} up ${Math.round(down.at(-1) ?? 0)} down`).join(', ')} a second`)
  }
  return rates
}

async function measure(rates: Rates, mover: Mover, targets: readonly MigrationTarget[]): Promise<void> {
  const own = (rates[mover.name] ??= { up: [], down: [] })
  for (const direction of ['up', 'down'] as const) {
    const startedAt = performance.now()
    await mover.move(direction, targets)
    own[direction].push((targets.length * 1000) / (performance.now() - startedAt))
  }
}

function resultOf(rates: Rates, passes: readonly number[]): BenchResult {
  const { ours = { up: [], down: [] }, ...others } = rates
  const ratio = (name: string, direction: 'up' | 'down') => median(ours[direction].map((rate, round) => rate / (others[name]?.[direction][round] ?? Infinity)))
  const least = (name: string) => Math.min(ratio(name, 'up'), ratio(name, 'down'))
  const share = (direction: 'up' | 'down') => median((others['ours, every object compared']?.[direction] ?? []).map((rate, round) => rate / (others['raw pg']?.[direction][round] ?? Infinity)))
  const each = Object.entries(rates).flatMap(([name, directions]) => (['up', 'down'] as const).map((direction) => [`${name}, ${direction}`, directions[direction]] as const))
  return {
    name: 'fleet',
    unit: 'tenants/s',
    ours: median(ours.up),
    peers: Object.fromEntries(each.filter(([name]) => name !== 'ours, up').map(([name, values]) => [name, median(values)])),
    limits: { [passLimit]: passLimitMs },
    ratios: { 'up-raw': ratio('raw pg', 'up'), 'down-raw': ratio('raw pg', 'down'), umzug: least('umzug'), 'node-pg-migrate': least('node-pg-migrate'), knex: least('knex'), [passLimit]: passLimitMs / median(passes), 'raw, every object compared': Math.min(share('up'), share('down')) },
    goals: { 'up-raw': 0.8, 'down-raw': 0.8, umzug: 2, 'node-pg-migrate': 8, knex: 10, [passLimit]: 1 },
    environment: { ...environment(), moduleSchemas: fleetSize, tablesEach: 12, connections, peersOn: sampleSize, noOpTenants: passTenants, noOpPassMs: median(passes) },
    rounds: { ...Object.fromEntries(each), 'no-op pass ms': passes },
  }
}

function perSecond(count: number, milliseconds: number): number {
  return Math.round((count * 1000) / milliseconds)
}
