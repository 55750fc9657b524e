import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyFix, compareVersions, resolve } from '@tenon/resolver'
import type { Conflict, Fix, ResolveFacts } from '@tenon/resolver'
import { resolveFacts } from './catalog-arbitrary.ts'
import { plantedConflict, plants } from './planted-conflict.ts'
import { isPossibleSlowly, namesOf, resolveSlowly } from './resolve-slowly.ts'

function conflictOf(facts: ResolveFacts): Conflict {
  const resolution = resolve(facts)
  if (resolution.kind !== 'conflict') throw new Error('There is no conflict.')
  return resolution.conflict
}

/** The core holds alone and cannot; without any one of its members it can. */
function expectMinimal(core: Conflict['core'], facts: ResolveFacts): void {
  const names = core.map((constraint) => namesOf(constraint, facts))
  const only = new Set(names.map(({ itself }) => itself))
  expect(isPossibleSlowly(facts, (name) => only.has(name)), 'the core alone').toBe(false)
  for (const { all } of names) expect(isPossibleSlowly(facts, (name) => only.has(name) && !all.includes(name)), `without ${all.join(' and ')}`).toBe(true)
}

/** Every fix resolves when it is applied, moves what it says, and takes nothing below what runs. */
function expectWayOut(fix: Fix, facts: ResolveFacts): void {
  const found = resolve({ ...facts, ...applyFix(facts, fix) })
  expect(found.kind).toBe('resolved')
  const choices = found.kind === 'resolved' ? found.choices : []
  const running = new Map(facts.locked.map(({ module, version }) => [module, version]))
  expect(choices.filter(({ module, version }) => running.get(module) !== version.version).map(({ module, version }) => ({ module, from: running.get(module) ?? null, to: version.version }))).toEqual(fix.moves)
  for (const { from, to } of fix.moves) expect(from === null ? 1 : compareVersions(to, from)).toBeGreaterThan(0)
  expectArrival(fix, facts)
}

/** From the last stepping stone, what was asked resolves. */
function expectArrival({ changes }: Fix, facts: ResolveFacts): void {
  for (const change of changes) {
    if (change.kind !== 'step') continue
    let locked = facts.locked
    for (const stone of change.through) {
      const step = resolve({ ...facts, locked, targets: { [change.module]: stone } })
      expect(step.kind).toBe('resolved')
      const chosen = new Map(step.kind === 'resolved' ? step.choices.map(({ module, version }) => [module, version]) : [])
      locked = locked.map((entry) => ({ ...entry, version: chosen.get(entry.module)?.version ?? '', integrity: chosen.get(entry.module)?.integrity ?? '' }))
    }
    expect(resolve({ ...facts, locked }).kind).toBe('resolved')
  }
}

describe('200 generated graphs with one conflict', () => {
  test('removing any member of the core makes the whole graph satisfiable', () => {
    fc.assert(fc.property(plantedConflict, ({ facts }) => {
      const { core, issues } = conflictOf(facts)
      expect(issues).toHaveLength(1)
      expectMinimal(core, facts)
      for (const { all } of core.map((constraint) => namesOf(constraint, facts))) expect(isPossibleSlowly(facts, (name) => !all.includes(name)), all.join()).toBe(true)
    }), { numRuns: 200 })
  }, 60_000)

  test('each has at least one way out where there is any, and every one resolves', () => {
    fc.assert(fc.property(plantedConflict, ({ plant, facts }) => {
      const { fixes } = conflictOf(facts)
      const hopeless = plant === 'a lower version' && Object.keys(facts.targets).length === 1
      expect(fixes.length > 0, plant).toBe(!hopeless)
      expect(fixes.length).toBeLessThanOrEqual(3)
      expect(new Set(fixes.map(({ kind }) => kind)).size).toBe(fixes.length)
      for (const fix of fixes) expectWayOut(fix, facts)
    }), { numRuns: 200 })
  }, 60_000)

  test.each(Object.keys(plants))('%s is among them', (plant) => {
    expect(fc.sample(plantedConflict, { numRuns: 200, seed: 1 }).map((sample) => sample.plant)).toContain(plant)
  })
})

describe('200 generated graphs with any number of conflicts', () => {
  const unsatisfiable = resolveFacts.filter((facts) => resolveSlowly(facts) === null && facts.catalog.length > 0)

  test('each reported core cannot hold and is minimal; every fix resolves', () => {
    fc.assert(fc.property(unsatisfiable, (facts) => {
      const { core, issues, fixes } = conflictOf(facts)
      expect(core).toEqual(issues[0]?.constraints)
      for (const { constraints } of issues) expectMinimal(constraints, facts)
      for (const fix of fixes) expectWayOut(fix, facts)
    }), { numRuns: 200 })
  }, 60_000)
})

test('2,000 generated satisfiable graphs are answered as a search through all combinations answers them', () => {
  const satisfiable = resolveFacts.map((facts) => ({ facts, expected: resolveSlowly(facts) })).filter(({ expected }) => expected !== null)
  fc.assert(fc.property(satisfiable, ({ facts, expected }) => {
    const resolution = resolve(facts)
    expect(resolution.kind === 'resolved' ? resolution.choices.map(({ module, version }) => `${module}@${version.version}`) : null).toEqual(expected)
  }), { numRuns: 2_000 })
}, 60_000)
