import { cpus, totalmem } from 'node:os'

/** What one benchmark found. Printed as one JSON object, or as a table for people. */
export interface BenchResult {
  readonly name: string
  /** What is counted: `requests/s`, `MB`, `ms`. */
  readonly unit: string
  /** Our number. */
  readonly ours: number
  /** The same work done by others in the same run, by name. */
  readonly peers: Readonly<Record<string, number>>
  /** Fixed limits, by name; empty when peers are the measure. */
  readonly limits: Readonly<Record<string, number>>
  /** Ours over theirs, keyed by peer or limit; higher is better, whatever the unit. */
  readonly ratios: Readonly<Record<string, number>>
  /** The least each ratio has to reach. */
  readonly goals: Readonly<Record<string, number>>
  readonly environment: Readonly<Record<string, string | number>>
  /** Each round as measured, for whoever doubts the median. */
  readonly rounds: Readonly<Record<string, readonly number[]>>
}

/** A benchmark: runs, tells people what it does, and returns what it found. */
export type Bench = (tell: (line: string) => void) => Promise<BenchResult>

/** True when every ratio reaches its goal. */
export function reachesGoals({ ratios, goals }: Pick<BenchResult, 'ratios' | 'goals'>): boolean {
  return Object.entries(goals).every(([name, goal]) => (ratios[name] ?? 0) >= goal)
}

/** The middle value: one slow round of a shared machine does not move it. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}

/** The machine a number was measured on. */
export function environment(): Readonly<Record<string, string | number>> {
  return { node: process.version, platform: `${process.platform} ${process.arch}`, cpu: cpus()[0]?.model.trim() ?? 'unknown', cores: cpus().length, memoryGb: Math.round(totalmem() / 1024 ** 3) }
}

/** The result as lines for people. */
export function describeResult(result: BenchResult): readonly string[] {
  const peers = Object.entries(result.peers).map(([name, value]) => `  ${name.padEnd(nameWidth)} ${readable(value).padStart(12)} ${result.unit}`)
  return [result.name, `  ${'ours'.padEnd(nameWidth)} ${readable(result.ours).padStart(12)} ${result.unit}`, ...peers, ...Object.keys(result.ratios).map((name) => describeRatio(name, result)), ...describeEnvironment(result)]
}

const nameWidth = 28

function describeRatio(name: string, { ratios, goals }: BenchResult): string {
  const ratio = ratios[name] ?? 0
  const goal = goals[name]
  const verdict = goal === undefined ? '' : `   goal ${goal}: ${ratio >= goal ? 'reached' : 'MISSED'}`
  return `  ${`ratio to ${name}`.padEnd(nameWidth)} ${readable(ratio).padStart(12)}${verdict}`
}

function describeEnvironment({ environment: facts }: BenchResult): readonly string[] {
  return Object.entries(facts).map(([name, value]) => `  ${name.padEnd(nameWidth)} ${(typeof value === 'number' ? readable(value) : value).padStart(12)}`)
}

function readable(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 2 })
}
