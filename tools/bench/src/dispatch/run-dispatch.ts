import autocannon from 'autocannon'
import { environment, median } from '../bench-result.ts'
import type { BenchResult } from '../bench-result.ts'
import { requestPaths, tenantCount } from './bench-field.ts'
import { startServer } from './bench-server.ts'
import type { BenchServer } from './bench-server.ts'

const peer = 'bare Hono'
const rounds = 20
const roundSeconds = 1
const warmUpSeconds = 3
const connections = 32

/** One round on one server. */
interface Round {
  readonly rate: number
  readonly cpuMicros: number
}

/**
 * Requests per second through the host, against the same handler in a bare Hono server, both behind
 * `@hono/node-server` and each in its own process. Short rounds alternate, so that a busy moment of
 * the machine falls on both; the ratio is the median of the ratios of neighbouring rounds.
 */
export async function runDispatch(tell: (line: string) => void): Promise<BenchResult> {
  const ourServer = await startServer('serve-host.ts')
  const bareServer = await startServer('serve-bare.ts')
  const ours: Round[] = []
  const bare: Round[] = []
  try {
    for (const server of [ourServer, bareServer]) await measure(server, warmUpSeconds)
    for (let round = 1; round <= rounds; round += 1) {
      ours.push(await measure(ourServer, roundSeconds))
      bare.push(await measure(bareServer, roundSeconds))
      tell(`round ${round} of ${rounds}: ours ${describeRound(ours.at(-1))}, ${peer} ${describeRound(bare.at(-1))}`)
    }
  } finally {
    ourServer.stop()
    bareServer.stop()
  }
  return resultOf(ours, bare)
}

function describeRound(round: Round | undefined): string {
  return `${Math.round(round?.rate ?? 0)}/s (${(round?.cpuMicros ?? 0).toFixed(1)} us of processor each)`
}

function resultOf(ours: readonly Round[], bare: readonly Round[]): BenchResult {
  const rates = { ours: ours.map((round) => round.rate), [peer]: bare.map((round) => round.rate) }
  return {
    name: 'dispatch',
    unit: 'requests/s',
    ours: median(rates.ours),
    peers: { [peer]: median(rates[peer] ?? []) },
    limits: {},
    ratios: { [peer]: median(ours.map((round, index) => round.rate / (bare[index] ?? round).rate)) },
    goals: { [peer]: 0.9 },
    environment: {
      ...environment(), tenants: tenantCount, modules: 4, versions: 3, connections, roundSeconds,
      cpuMicrosOurs: median(ours.map((round) => round.cpuMicros)), cpuMicrosBare: median(bare.map((round) => round.cpuMicros)),
    },
    rounds: rates,
  }
}

async function measure(server: BenchServer, duration: number): Promise<Round> {
  const before = await server.cpuMicros()
  const requests = requestPaths().map((path) => ({ path }))
  const result = await autocannon({ url: `http://127.0.0.1:${server.port}`, connections, duration, requests })
  if (result.non2xx > 0 || result.errors > 0) throw new TypeError(`${result.non2xx} answers were not 2xx, ${result.errors} calls failed`)
  const cpuMicros = ((await server.cpuMicros()) - before) / result.requests.total
  return { rate: result.requests.total / result.duration, cpuMicros }
}
