import { effectiveSettings, layerKey, publishChange, restoreRevision, settingsIssues, turningPoints } from '@tenon/settings'
import type { EffectiveSetting, SettingsChange, TenantSettings } from '@tenon/settings'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkValues } from './check-values.ts'
import { after, anyDeed, anyPatch, fittingPatch, horizonOf, instantOf, newWorld, requestDeed, stamp } from './settings-world.ts'
import type { Deed, World } from './settings-world.ts'
import { slowly } from './slow-reference.ts'

const runs = { numRuns: 10_000 }
const timeout = 300_000
const deeds = fc.array(anyDeed, { minLength: 1, maxLength: 12 })
const worldAfter = (done: readonly Deed[]) => done.reduce(after, newWorld)

function ticksOf(world: World): readonly string[] {
  return Array.from({ length: horizonOf(world) + 1 }, (_, tick) => instantOf(tick))
}

function eachTenant(world: World): readonly TenantSettings[] {
  return world.tenants.map((tenant) => ({ shared: world.shared, tenant }))
}

function found(settings: readonly EffectiveSetting[]) {
  return Object.fromEntries(settings.map(({ key, source }) => [key, { value: source.value, from: source.kind === 'default' ? `default ${source.version}` : `${layerKey(source.layer)} ${source.revision}` }]))
}

function valuesAt(settings: TenantSettings, at: string) {
  return Object.fromEntries(effectiveSettings(settings, at).map(({ key, source }) => [key, source.value]))
}

describe('settings, over any history', () => {
  test('what is in force, and where it comes from, is what a slow reference finds, at every instant', { timeout }, () => {
    fc.assert(fc.property(deeds, (done) => {
      const world = worldAfter(done)
      for (const settings of eachTenant(world)) {
        expect(ticksOf(world).map((at) => found(effectiveSettings(settings, at)))).toEqual(ticksOf(world).map((at) => slowly(world, settings.tenant.tenantId, at)))
      }
    }), runs)
  })

  test('no invalid value is in force at any instant, by whichever path it came', { timeout }, () => {
    fc.assert(fc.property(deeds, (done) => {
      const world = worldAfter(done)
      for (const tenant of world.tenants) {
        const issues = ticksOf(world).flatMap((at) => {
          const version = tenant.versions.filter(({ from }) => from <= at).at(-1)
          const values = Object.fromEntries(Object.entries(slowly(world, tenant.tenantId, at)).map(([key, { value }]) => [key, value]))
          return version === undefined ? [`${at}: no version`] : checkValues(version.schema.json, values)
        })
        expect(issues).toEqual([])
      }
    }), runs)
  })

  test('whatever is done now, what held before stays as it was', { timeout }, () => {
    fc.assert(fc.property(deeds, anyDeed, (done, next) => {
      const before = worldAfter(done)
      const later = after(before, { ...next, delay: next.delay + 1 })
      eachTenant(before).forEach((settings, index) => {
        const past = ticksOf(later).slice(0, later.tick)
        expect(past.map((at) => effectiveSettings(eachTenant(later)[index] ?? settings, at))).toEqual(past.map((at) => effectiveSettings(settings, at)))
      })
    }), runs)
  })

  test('nothing changes between two turning points', { timeout }, () => {
    fc.assert(fc.property(deeds, (done) => {
      const world = worldAfter(done)
      for (const settings of eachTenant(world)) {
        const points = new Set(turningPoints(settings, instantOf(0)))
        const calm = ticksOf(world).flatMap((at, tick) => (tick === 0 || points.has(at) ? [] : [tick]))
        expect(calm.map((tick) => valuesAt(settings, instantOf(tick)))).toEqual(calm.map((tick) => valuesAt(settings, instantOf(tick - 1))))
      }
    }), runs)
  })

  test('restoring what held before a change makes every later instant what it would have been without the change', { timeout }, () => {
    const seen = { restored: 0 }
    fc.assert(fc.property(deeds, fittingPatch, fc.integer({ min: 1, max: 3 }), (done, patch, wait) => {
      const before = worldAfter(done)
      const changed = after({ ...before, tick: before.tick + 1 }, { ...patch, ahead: 0, delay: 0 })
      const [now, at] = [instantOf(changed.tick), instantOf(changed.tick + wait)]
      const timeline = changed.shared.layers.get(layerKey(patch.layer))
      // What was scheduled for the time between takes effect on its own: without it the layer has stood still since the change.
      if (timeline === undefined || changed.shared === before.shared || timeline.changes.some(({ effectiveAt }) => effectiveAt > now && effectiveAt <= at)) return
      const base = timeline.changes.slice(0, -1).filter(({ effectiveAt }) => effectiveAt <= now).toSorted((a, b) => a.effectiveAt.localeCompare(b.effectiveAt) || a.revision - b.revision).at(-1)
      const restored = restoreRevision(timeline, base?.revision ?? 0, { ...stamp(changed, patch.layer, 0), createdAt: at, effectiveAt: at })
      const result = publishChange(changed.shared, restored, { tenants: changed.tenants, check: checkValues })
      const shared = result.kind === 'published' ? result.shared : changed.shared
      expect(result.kind).toBe('published')
      seen.restored += 1
      const later = ticksOf({ ...changed, tick: changed.tick + wait }).slice(changed.tick + wait)
      expect(eachTenant({ ...changed, shared }).map((settings) => later.map((tick) => valuesAt(settings, tick)))).toEqual(eachTenant(before).map((settings) => later.map((tick) => valuesAt(settings, tick))))
    }), { numRuns: 20_000 })
    expect(seen.restored).toBeGreaterThan(10_000)
  })

  test('of two requests for one setting of a layer that were made upon the same revision, never both apply', { timeout }, () => {
    const seen = { applied: 0, keptOut: 0 }
    fc.assert(fc.property(fc.array(requestDeed, { minLength: 4, maxLength: 14 }), (done) => {
      const { requests } = worldAfter(done)
      for (const one of requests.filter(({ appliedAs }) => appliedAs !== null)) {
        seen.applied += 1
        for (const rival of requests) {
          const isRival = one !== rival && layerKey(one.request.layer) === layerKey(rival.request.layer) && Object.keys(one.request.set).some((key) => key in rival.request.set)
          if (!isRival || rival.request.baseRevision >= (one.appliedAs ?? 0) || one.request.baseRevision > rival.request.baseRevision) continue
          // The rival was asked for before this one applied. It may have applied before this one was asked for, never besides.
          expect(rival.appliedAs === null || rival.appliedAs <= one.request.baseRevision).toBe(true)
          if (new Set(rival.verdicts.map(({ actor }) => actor)).size > rival.request.quorum) seen.keptOut += 1
        }
      }
    }), runs)
    expect(Math.min(seen.applied, seen.keptOut)).toBeGreaterThan(300)
  })

  test('a change that is refused says why for a tenant and a version, and one that is accepted leaves nothing to say', { timeout }, () => {
    const kinds = new Set<string>()
    fc.assert(fc.property(deeds, anyPatch, (done, { layer, set, unset, ahead }) => {
      const world = worldAfter(done)
      const change: SettingsChange = { ...stamp(world, layer, ahead), kind: 'patch', set, unset, expiresAt: {} }
      const result = publishChange(world.shared, change, { tenants: world.tenants, check: checkValues })
      kinds.add(result.kind)
      if (result.kind === 'refused') expect(result.issues.length + result.unknown.length).toBeGreaterThan(0)
      else for (const tenant of world.tenants) expect(settingsIssues({ shared: result.shared, tenant }, instantOf(world.tick), { check: checkValues })).toEqual([])
    }), runs)
    expect([...kinds].toSorted()).toEqual(['published', 'refused'])
  })
})
