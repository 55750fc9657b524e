import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '@tenon/database/embedded'
import { environment, median } from '../bench-result.ts'
import type { BenchResult } from '../bench-result.ts'
import { flipUnderLoad } from './flip-under-load.ts'
import type { FlipReport } from './flip-under-load.ts'

const flips = 200
const connections = 32
const overlapLimitMs = 100
const growthLimitKilobytes = 100
const mebibyte = 1_048_576

/**
 * One tenant's pin flipped 200 times under load: upgrades and roll backs, with and without SQL. Counted are requests
 * that failed, rows written by code on data of another version, the time from the commit of a flip to the last request
 * that started on the version it left, and what resident memory,
 * after a garbage collection, gains for each flip over the second half.
 */
export async function runFlip(tell: (line: string) => void): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), 'tenon-bench-flip-'))
  const server = await startEmbeddedPostgres({ directory: join(directory, 'postgres') })
  try {
    return resultOf(await flipUnderLoad({ flips, connections, tell, serverUrl: server.url }))
  } finally {
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

function resultOf(report: FlipReport): BenchResult {
  const p99 = percentile(report.overlapMs, 0.99)
  const settled = report.memory.slice(report.memory.length / 2)
  const growthKilobytes = slope(settled.map(({ residentBytes }) => residentBytes)) / 1_024 / (flips / report.memory.length)
  const none = { 'no failed request': report.failed === 0 ? 1 : 0, 'no mismatch': report.mismatches === 0 ? 1 : 0 }
  const time = `${overlapLimitMs} ms from commit to last start on the old version, p99`
  const memory = `${growthLimitKilobytes} KB resident for each flip`
  return {
    name: 'flip',
    unit: 'ms',
    ours: p99,
    peers: {},
    limits: { [time]: overlapLimitMs, [memory]: growthLimitKilobytes },
    ratios: { ...none, [time]: overlapLimitMs / Math.max(p99, 0.001), [memory]: growthLimitKilobytes / Math.max(growthKilobytes, 0.001) },
    goals: { 'no failed request': 1, 'no mismatch': 1, [time]: 1, [memory]: 1 },
    environment: {
      ...environment(), flips, connections, requests: report.requests, failed: report.failed, mismatches: report.mismatches,
      overlapMaxMs: Math.max(...report.overlapMs), moveMedianMs: median(report.moveMs), moveP99Ms: percentile(report.moveMs, 0.99),
      residentFirstMegabytes: (report.memory[0]?.residentBytes ?? 0) / mebibyte, residentMiddleMegabytes: (settled[0]?.residentBytes ?? 0) / mebibyte,
      residentLastMegabytes: (settled.at(-1)?.residentBytes ?? 0) / mebibyte, growthKilobytesEachFlip: growthKilobytes,
      heapMiddleMegabytes: (settled[0]?.heapBytes ?? 0) / mebibyte, heapLastMegabytes: (settled.at(-1)?.heapBytes ?? 0) / mebibyte,
    },
    rounds: { overlapMs: report.overlapMs, moveMs: report.moveMs, residentMegabytes: report.memory.map(({ residentBytes }) => residentBytes / mebibyte) },
  }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0
}

/** What each value gains on the one before, by least squares. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const covariance = values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0)
  return covariance / values.reduce((sum, _value, index) => sum + (index - middle) ** 2, 0)
}
