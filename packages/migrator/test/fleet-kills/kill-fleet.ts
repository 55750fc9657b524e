import { setTimeout as delay } from 'node:timers/promises'
import { latestRun, look, prepareFleet, requireAgreement } from './fleet-world.ts'
import type { KnownStates } from './inspect-fleet.ts'
import { startKillableServer } from './killable-server.ts'
import type { KillableServer } from './killable-server.ts'
import type { RunnerOrder } from './runner-process.ts'
import { seededRandom } from './seeded-random.ts'
import { startRunner } from './watched-runner.ts'
import type { WatchedRunner } from './watched-runner.ts'

/** How much is killed. */
export interface KillFleetOptions {
  readonly kills: number
  readonly tenants: number
  /** Same seed, same victims and same moments, as far as the machine lets them be the same. */
  readonly seed: number
  readonly tell: (line: string) => void
}

/** What was done, once everything held. */
export interface KillReport {
  /** By victim. */
  readonly kills: Readonly<Record<Victim, number>>
  /** Inspections of every tenant after a kill. */
  readonly inspections: number
  /** Of those, how many found tenants on both sides. */
  readonly caughtBetween: number
  readonly rounds: number
  /** Runs that were taken back half-way. */
  readonly undoneHalfWay: number
}

type Victim = 'runner' | 'server' | 'backend'
const victims: readonly Victim[] = ['runner', 'server', 'backend']
/** Past the event that was waited for: anywhere in a tenant's move. */
const longestExtraMs = 12

interface World {
  readonly server: KillableServer
  readonly known: KnownStates
  readonly tenants: number
  readonly random: (below: number) => number
  readonly tell: (line: string) => void
  readonly killsWanted: number
  readonly report: { kills: Record<Victim, number>; inspections: number; caughtBetween: number; rounds: number; undoneHalfWay: number }
}

/**
 * Moves a fleet up and takes it back, over and over, while the runner, the server or one of its processes is
 * killed at seeded moments. After every kill each tenant must be exactly old or new, in shape, ledger, mark,
 * rows and the caller's own row, and the journal must say which. Then the run is resumed, or taken back
 * half-way, until it ends by itself. Rejects with the first thing that does not hold.
 */
export async function killFleet({ kills, tenants, seed, tell }: KillFleetOptions): Promise<KillReport> {
  const server = await startKillableServer()
  try {
    const known = await prepareFleet(server.url, tenants)
    const report = { kills: { runner: 0, server: 0, backend: 0 }, inspections: 0, caughtBetween: 0, rounds: 0, undoneHalfWay: 0 }
    const world = { server, known, tenants, tell, random: seededRandom(seed), killsWanted: kills, report }
    while (killsLeft(world) > 0) await playRound(world)
    return report
  } finally {
    await server.stop()
  }
}

function killsLeft({ killsWanted, report: { kills } }: World): number {
  return killsWanted - kills.runner - kills.server - kills.backend
}

/** Up with kills, then back with kills: afterwards everybody is where the round began. */
async function playRound(world: World): Promise<void> {
  const { server, tenants, report } = world
  const before = await look(server.url, (each) => latestRun(each, null))
  const runId = await moveUp(world, before)
  const toReturn = await inspect(world, runId)
  if (toReturn < tenants) report.undoneHalfWay += 1
  await takeBack(world, runId, toReturn)
  report.rounds += 1
  world.tell(`round ${report.rounds}: ${toReturn} moved and returned; killed so far: runner ${report.kills.runner}, server ${report.kills.server}, backend ${report.kills.backend}`)
}

/** Starts a run and brings it to its end through up to eight kills; sometimes it is left half-way instead. */
async function moveUp(world: World, before: string | null): Promise<string> {
  const { server, tenants, random } = world
  let order: RunnerOrder = { url: server.url, kind: 'start', tenants, runId: '' }
  for (let kills = 1 + random(8); ; kills -= 1) {
    const killed = await runOnce(world, order, { kills: Math.max(kills, 0), before })
    const runId = await look(server.url, (each) => latestRun(each, before))
    if (killed && runId !== null && random(3) === 0) return runId
    if (!killed && runId !== null) return runId
    // Killed before it was written: nothing has happened, so it begins again.
    order = { ...order, kind: runId === null ? 'start' : 'resume', runId: runId ?? '' }
  }
}

async function takeBack(world: World, runId: string, toReturn: number): Promise<void> {
  const order: RunnerOrder = { url: world.server.url, kind: 'undo', tenants: world.tenants, runId }
  for (let kills = world.random(8); await runOnce(world, order, { kills: Math.max(kills, 0), before: null, runId }); kills -= 1) continue
  if ((await inspect(world, runId)) !== 0) throw new Error(`the undo of ${runId} left tenants behind (of ${toReturn})`)
}

/** One runner process. True when it was killed; when it ends by itself, everybody must be where they should. */
async function runOnce(world: World, order: RunnerOrder, plan: { readonly kills: number; readonly before: string | null; readonly runId?: string }): Promise<boolean> {
  const { random, tenants } = world
  const runner = startRunner(order)
  try {
    for (let kills = Math.min(plan.kills, killsLeft(world)); kills > 0; kills -= 1) {
      const victim = victims[random(victims.length)] ?? 'runner'
      const moment = { tenants: runner.done() + random(Math.ceil(tenants / 5)), extraMs: random(longestExtraMs) }
      await runner.untilDone(moment.tenants)
      await delay(moment.extraMs)
      if (runner.hasEnded()) break
      await killOne(world, runner, victim)
      const runId = plan.runId ?? (await look(world.server.url, (each) => latestRun(each, plan.before)))
      await inspect(world, runId)
      if (victim === 'runner') return true
      runner.signal('SIGCONT')
    }
    const outcome = await runner.ended
    if (outcome?.status !== 'succeeded') throw new Error(`the pass did not end well: ${JSON.stringify(outcome)}`)
    return false
  } finally {
    runner.signal('SIGKILL')
  }
}

/** A runner that lives on is halted, so that everybody can be looked at. */
async function killOne({ server, report }: World, runner: WatchedRunner, victim: Victim): Promise<void> {
  report.kills[victim] += 1
  if (victim === 'runner') {
    runner.signal('SIGKILL')
    await runner.ended
    return
  }
  if (victim === 'server') await server.kill()
  else await killBackend(server)
  runner.signal('SIGSTOP')
  if (victim === 'server') await server.restart()
}

async function killBackend(server: KillableServer): Promise<void> {
  await look(server.url, async ({ client }) => {
    const { rows } = await client.query<{ pid: number }>(`select pid from pg_stat_activity where application_name = 'killed runner' order by state = 'active' desc, pid limit 1`)
    for (const { pid } of rows) server.killBackend(pid)
  })
}

/** Looks at everybody; resolves to how many are on the new side. */
async function inspect({ server, known, tenants, report }: World, runId: string | null): Promise<number> {
  const moved = await look(server.url, (each) => requireAgreement(each, runId, known))
  report.inspections += 1
  if (moved > 0 && moved < tenants) report.caughtBetween += 1
  return moved
}
