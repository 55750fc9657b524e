import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { environment, median } from '../bench-result.ts'
import type { BenchResult } from '../bench-result.ts'
import { poolSize } from './contenders.ts'
import { openField, tenantCount } from './isolation-field.ts'
import type { FieldPlace, IsolationField } from './isolation-field.ts'
import { callers, contenders } from './read-items.ts'

const rounds = 21
const roundMs = 500
const names = Object.keys(contenders)

type Rates = Readonly<Record<string, readonly number[]>>

/**
 * Items read by key per second, each for another tenant: through a client bound to the tenant, through
 * plain Prisma without any isolation, and through the pattern Prisma documents for row level security;
 * then the same in SQL. Each in a process of its own, on one server. Short rounds alternate, so that a
 * busy moment of the machine falls on all; a ratio is the median of the ratios of neighbouring rounds.
 */
export async function runIsolation(tell: (line: string) => void): Promise<BenchResult> {
  const field = await openField()
  const readers: Reader[] = []
  try {
    tell(`inventory ${field.inventory} installed for ${tenantCount} tenants`)
    for (const name of names) readers.push(await startReader(name, field))
    return resultOf(await measureAll(readers, tell), field)
  } finally {
    for (const reader of readers) reader.process.kill()
    await field.close()
  }
}

interface Reader {
  readonly name: string
  readonly process: ChildProcess
}

async function startReader(name: string, { url, appUrl, storeDirectory }: FieldPlace): Promise<Reader> {
  const child = fork(fileURLToPath(new URL('serve-reads.ts', import.meta.url)), [name, JSON.stringify({ url, appUrl, storeDirectory })], { execArgv: process.execArgv })
  await answerOf(child, name)
  return { name, process: child }
}

async function answerOf(child: ChildProcess, name: string): Promise<unknown> {
  const ended = new AbortController()
  const died = once(child, 'exit', { signal: ended.signal }).then(([code]) => { throw new TypeError(`${name} ended with ${String(code)}`) })
  const answer = once(child, 'message', { signal: ended.signal }).then(([message]: readonly unknown[]) => message)
  try {
    return await Promise.race([answer, died])
  } finally {
    died.catch(() => undefined)
    answer.catch(() => undefined)
    ended.abort()
  }
}

async function measureAll(readers: readonly Reader[], tell: (line: string) => void): Promise<Rates> {
  const rates: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]))
  for (let round = 1; round <= rounds; round += 1) {
    for (const { name, process: child } of readers) {
      child.send(roundMs)
      rates[name]?.push((await answerOf(child, name)) as number)
    }
    tell(`round ${round} of ${rounds}: ${names.map((name) => `${name} ${Math.round(rates[name]?.at(-1) ?? 0)}/s`).join(', ')}`)
  }
  return rates
}

/** What each peer is compared with, and the least that has to come out. */
const comparisons = [
  ...['plain Prisma', 'plain Prisma, pipeline', 'plain Prisma, prepared'].map((peer) => ({ peer, own: 'ours', goal: 0.85 })),
  ...['Prisma RLS, interactive', 'Prisma RLS, batch'].map((peer) => ({ peer, own: 'ours', goal: 4 })),
  ...['SQL by hand, pipelined', 'SQL by hand, one message'].map((peer) => ({ peer, own: 'ours, SQL', goal: 0.85 })),
]

function resultOf(rates: Rates, field: IsolationField): BenchResult {
  const { ours = 0, ...peers } = Object.fromEntries(Object.entries(rates).map(([name, values]) => [name, median(values)]))
  return {
    name: 'isolation',
    unit: 'reads/s',
    ours,
    peers,
    limits: {},
    ratios: Object.fromEntries(comparisons.map(({ peer, own }) => [peer, ratioOf(rates, own, peer)])),
    goals: Object.fromEntries(comparisons.map(({ peer, goal }) => [peer, goal])),
    environment: { ...environment(), tenants: tenantCount, callers, connections: poolSize, inventory: field.inventory, roundMs },
    rounds: rates,
  }
}

function ratioOf(rates: Rates, own: string, peer: string): number {
  const others = rates[peer] ?? []
  return median((rates[own] ?? []).map((rate, round) => rate / (others[round] ?? rate)))
}
