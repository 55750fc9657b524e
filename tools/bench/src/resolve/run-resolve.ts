import assert from 'node:assert/strict'
import { createResolver } from '@tenon/resolver'
import type { Resolution, ResolvableVersion, ResolveQuestion } from '@tenon/resolver'
import { environment, median } from '../bench-result.ts'
import type { BenchResult } from '../bench-result.ts'
import { overParsed, overRemembered, overTexts } from './choose-by-hand.ts'
import { fieldCatalog, host, questionOf, tenantCount } from './resolve-field.ts'
import { sixtyModules } from './sixty-modules.ts'

const rounds = 11
const allLimitMs = 2_000
const conflictLimitMs = 200

const peers = { 'maxSatisfying over texts': overTexts, 'maxSatisfying over parsed': overParsed, 'answers remembered': overRemembered }

type Times = Readonly<Record<string, readonly number[]>>

/**
 * Choosing versions for a fleet: 5,000 tenants of eight modules over 10,000 versions, half of the tenants
 * with modules that need each other, a resolver made anew in each round. Then, for tenants without
 * dependencies, the same beside loops over `semver.maxSatisfying`, each round preparing itself anew,
 * in turns; both must choose the same. Last, the explanation of a conflict among 60 modules.
 */
export function runResolve(tell: (line: string) => void): Promise<BenchResult> {
  const catalog = fieldCatalog()
  const mixed = Array.from({ length: tenantCount }, (_, tenant) => questionOf(tenant, tenant % 2 === 0))
  const plain = Array.from({ length: tenantCount }, (_, tenant) => questionOf(tenant, false))
  assertSame(catalog, plain)
  const conflict = sixtyModules()
  const times: Record<string, number[]> = Object.fromEntries(['all', 'ours', ...Object.keys(peers), 'conflict'].map((name) => [name, []]))
  for (let round = 1; round <= rounds; round += 1) {
    times['all']?.push(timeOf(() => resolveAll(catalog, mixed)))
    times['ours']?.push(timeOf(() => resolveAll(catalog, plain)))
    for (const [name, prepare] of Object.entries(peers)) times[name]?.push(timeOf(() => plain.map(prepare(catalog))))
    times['conflict']?.push(timeOf(() => { explain(conflict.catalog, conflict.question) }))
    tell(`round ${round} of ${rounds}: ${Object.entries(times).map(([name, values]) => `${name} ${Math.round(values.at(-1) ?? 0)} ms`).join(', ')}`)
  }
  return Promise.resolve(resultOf(times, catalog.length))
}

function resolveAll(catalog: readonly ResolvableVersion[], questions: readonly ResolveQuestion[]): readonly Resolution[] {
  const resolver = createResolver({ catalog, ...host })
  const resolutions = questions.map((question) => resolver.resolve(question))
  assert.ok(resolutions.every(({ kind }) => kind === 'resolved'))
  return resolutions
}

/** Both sides do the same work, or the comparison says nothing. */
function assertSame(catalog: readonly ResolvableVersion[], questions: readonly ResolveQuestion[]): void {
  const ours = resolveAll(catalog, questions).map((resolution) => (resolution.kind === 'resolved' ? resolution.choices.map(({ module, version }) => `${module}@${version.version}`) : []))
  for (const prepare of Object.values(peers)) assert.deepEqual(questions.map(prepare(catalog)).map((choices) => choices.toSorted()), ours.map((choices) => choices.toSorted()))
}

function explain(catalog: readonly ResolvableVersion[], question: ResolveQuestion): void {
  const resolution = createResolver({ catalog, ...host }).resolve(question)
  assert.ok(resolution.kind === 'conflict' && resolution.conflict.core.length > 1 && resolution.conflict.fixes.length > 0)
}

function timeOf(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

function resultOf(times: Times, versions: number): BenchResult {
  const medians = Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]))
  const { all = 0, ours = 0, conflict = 0, ...others } = medians
  const [fleet, explanation] = [`${allLimitMs} ms for the fleet`, `${conflictLimitMs} ms for a conflict`]
  return {
    name: 'resolve',
    unit: 'ms',
    ours,
    peers: others,
    limits: { [fleet]: allLimitMs, [explanation]: conflictLimitMs },
    ratios: { [fleet]: allLimitMs / all, [explanation]: conflictLimitMs / conflict, ...Object.fromEntries(Object.keys(peers).map((name) => [name, ratioOf(times, name)])) },
    goals: { [fleet]: 1, [explanation]: 1, 'maxSatisfying over texts': 0.5, 'maxSatisfying over parsed': 0.5 },
    environment: { ...environment(), versions, tenants: tenantCount, fleetMs: all, conflictMs: conflict },
    rounds: times,
  }
}

/** Theirs over ours, round by round: a busy moment falls on both. */
function ratioOf(times: Times, peer: string): number {
  return median((times[peer] ?? []).map((theirs, round) => theirs / (times['ours']?.[round] ?? theirs)))
}
