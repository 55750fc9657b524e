import assert from 'node:assert/strict'
import { createSettingsCheck } from '@tenon/registry'
import { effectiveSettings, effectiveValues, impactOf, publishChange, touchedKeys, withChange } from '@tenon/settings'
import type { CheckValues, ModuleLayers, SettingsChange, TenantCourse } from '@tenon/settings'
import { environment, median } from '../bench-result.ts'
import type { BenchResult } from '../bench-result.ts'
import { changeOf, dayOf, days, fieldLayers, fieldTenants, settingCount, settingName, tenantCount, valueFor } from './settings-field.ts'

const lookups = 4_000
const reads = 1_000_000
const rounds = 7
const limits = { 'past instant, p95 ms': 10, 'read from cache, us': 5, 'impact, ms': 1_000 }

/**
 * One module with 500 settings for 10,000 tenants with a year of history, in memory: all 500 values of one tenant,
 * each with where it comes from, at a random instant of that year; one value read from what a host holds for a
 * tenant; whose values a change of a client type changes, over all tenants; and the judgement of that change.
 */
export function runSettings(tell: (line: string) => void): Promise<BenchResult> {
  const [shared, tenants] = [fieldLayers(), fieldTenants()]
  tell(`${tenants.length} tenants, ${settingCount} settings, ${shared.layers.size} layers, ${Math.round(process.memoryUsage().heapUsed / 1024 ** 2)} MB`)
  const past = measurePast(shared, tenants)
  const p95 = past.toSorted((a, b) => a - b)[Math.floor(past.length * 0.95)] ?? Infinity
  tell(`all ${settingCount} settings of a tenant with provenance at a past instant: p50 ${median(past).toFixed(3)} ms, p95 ${p95.toFixed(3)} ms over ${past.length}`)
  const readUs = Array.from({ length: rounds }, () => measureReads(shared, tenants))
  tell(`one read from what a host holds: ${median(readUs).toFixed(3)} us`)
  const impacts = Array.from({ length: rounds }, (_, round) => measureImpact(shared, tenants, round))
  tell(`impact of a change of a client type: ${impacts.map(({ ms, changed }) => `${Math.round(ms)} ms (${changed} values)`).join(', ')}`)
  const judgements = Array.from({ length: 3 }, (_, round) => measureJudgement(shared, tenants, round))
  tell(`judging that change for every tenant and every instant to come: ${judgements.map((ms) => `${Math.round(ms)} ms`).join(', ')}`)
  return Promise.resolve(resultOf({ past, p95: [p95], readUs, impactMs: impacts.map(({ ms }) => ms), judgementMs: judgements }))
}

/** A small generator of its own, so that every run asks the same. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    yield state
  }
}

function measurePast(shared: ModuleLayers, tenants: readonly TenantCourse[]): readonly number[] {
  const random = numbers(7)
  const next = () => random.next().value ?? 0
  return Array.from({ length: lookups }, () => {
    const [tenant, at] = [tenants[next() % tenants.length], dayOf(next() % days)]
    assert.ok(tenant !== undefined)
    const start = performance.now()
    const found = effectiveSettings({ shared, tenant }, at)
    const ms = performance.now() - start
    assert.equal(found.length, settingCount)
    return ms
  })
}

function measureReads(shared: ModuleLayers, tenants: readonly TenantCourse[]): number {
  const held = new Map(tenants.slice(0, 1_000).map((tenant) => [tenant.tenantId, new Map([['field', effectiveValues({ shared, tenant }, dayOf(days))]])]))
  const names = Array.from({ length: 1_000 }, (_, index) => `tenant-${index}`)
  const keys = Array.from({ length: settingCount }, (_, index) => settingName(index))
  let found = 0
  const start = performance.now()
  for (let read = 0; read < reads; read += 1) {
    if (held.get(names[read % 1_000] ?? '')?.get('field')?.[keys[read % settingCount] ?? ''] !== undefined) found += 1
  }
  const us = ((performance.now() - start) * 1_000) / reads
  assert.equal(found, reads)
  return us
}

function changeInRound(round: number): SettingsChange {
  return changeOf({ layer: { kind: 'client-type', name: 'enterprise' }, revision: 41, day: days, set: Object.fromEntries([0, 1, 2].map((step) => [settingName(round * 11 + step), valueFor((round * 11 + step) % settingCount, 77 + round)])) })
}

function measureImpact(before: ModuleLayers, tenants: readonly TenantCourse[], round: number): { readonly ms: number; readonly changed: number } {
  const change = changeInRound(round)
  const start = performance.now()
  const after = withChange(before, change)
  const timeline = after.layers.get('client-type:enterprise')
  const keys = timeline === undefined ? [] : touchedKeys(timeline, change.revision)
  const impact = impactOf({ before, after, tenants, keys, at: change.effectiveAt })
  const ms = performance.now() - start
  assert.ok(impact.length > 0)
  return { ms, changed: impact.length }
}

function measureJudgement(shared: ModuleLayers, tenants: readonly TenantCourse[], round: number): number {
  const [names, judge] = [new Map<object, string>(), createSettingsCheck()]
  const check: CheckValues = (settings, values) => {
    const integrity = names.get(settings) ?? `schema-${names.size}`
    names.set(settings, integrity)
    return judge({ integrity, manifest: { settings } }, values).issues
  }
  const start = performance.now()
  const result = publishChange(shared, changeInRound(round), { tenants, check })
  const ms = performance.now() - start
  assert.equal(result.kind, 'published')
  return ms
}

function resultOf(measured: Readonly<Record<string, readonly number[]>>): BenchResult {
  const [p95 = Infinity, readUs = Infinity, impactMs = Infinity] = [measured['p95'], measured['readUs'], measured['impactMs']].map((values) => median(values ?? []))
  const ratios = Object.fromEntries(Object.entries(limits).map(([name, limit], index) => [name, limit / ([p95, readUs, impactMs][index] ?? Infinity)]))
  return {
    name: 'settings',
    unit: 'ms',
    ours: p95,
    peers: {},
    limits,
    ratios,
    goals: Object.fromEntries(Object.keys(limits).map((name) => [name, 1])),
    environment: { ...environment(), tenants: tenantCount, settings: settingCount, pastMs: median(measured['past'] ?? []), p95Ms: p95, readUs, impactMs, judgementMs: median(measured['judgementMs'] ?? []) },
    rounds: Object.fromEntries(Object.entries(measured).filter(([name]) => name !== 'past')),
  }
}
