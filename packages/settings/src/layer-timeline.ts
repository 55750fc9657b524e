import { canonicalJson } from '@tenon/model'
import type { Json } from '@tenon/model'
import { byEffect } from './settings-change.ts'
import type { SettingsChange } from './settings-change.ts'
import type { SettingsLayer } from './settings-layer.ts'
import { standingAt } from './standing-at.ts'
import type { Standing } from './standing-at.ts'

/** A value in a layer, and who put it there. */
export interface LayerValue {
  readonly value: Json
  readonly revision: number
  readonly actor: string
  readonly reason: string
  /** Since when the layer holds this value. */
  readonly since: string
  /** When it ends; null when it stays. */
  readonly expiresAt: string | null
}

/** What one layer held of one setting from an instant on; null: nothing, so that the weaker layers count. */
export interface LayerMoment extends Standing {
  readonly value: LayerValue | null
}

/** All that a layer ever holds, past and scheduled, by setting. */
export interface LayerTimeline {
  readonly layer: SettingsLayer
  /** As written, in no particular order. */
  readonly changes: readonly SettingsChange[]
  /** Ascending by instant. */
  readonly moments: ReadonlyMap<string, readonly LayerMoment[]>
  /** The last instant at which anything changes, expiries among them; an empty text when nothing ever does. */
  readonly until: string
}

/**
 * Lays the changes of one layer out in time. What it says of an instant never changes afterwards, because a change
 * takes effect no earlier than it is written.
 */
export function layTimeline(layer: SettingsLayer, changes: readonly SettingsChange[]): LayerTimeline {
  const moments = new Map<string, LayerMoment[]>()
  for (const change of changes.toSorted(byEffect)) {
    for (const [key, value] of statementsOf(change, moments)) {
      const known = moments.get(key)
      const moment = { from: change.effectiveAt, value }
      if (known === undefined) moments.set(key, [moment])
      else known.push(moment)
    }
  }
  return { layer, changes, moments, until: latestOf(changes) }
}

function latestOf(changes: readonly SettingsChange[]): string {
  let latest = ''
  for (const { effectiveAt, expiresAt } of changes) for (const instant of [effectiveAt, ...Object.values(expiresAt)]) if (instant > latest) latest = instant
  return latest
}

/** What the layer holds of a setting at an instant; null when nothing, or when it has expired. A value that expires uncovers no older one of the same layer. */
export function valueAt({ moments }: LayerTimeline, key: string, at: string): LayerValue | null {
  const value = standingAt(moments.get(key) ?? [], at)?.value ?? null
  return value === null || (value.expiresAt !== null && value.expiresAt <= at) ? null : value
}

/** All that the layer holds at an instant. */
export function contentAt(timeline: LayerTimeline, at: string): ReadonlyMap<string, LayerValue> {
  const content = new Map<string, LayerValue>()
  for (const key of timeline.moments.keys()) {
    const value = valueAt(timeline, key, at)
    if (value !== null) content.set(key, value)
  }
  return content
}

/** Every instant at which the layer changes, expiries among them. */
export function instantsOf({ moments }: LayerTimeline): readonly string[] {
  return [...moments.values()].flat().flatMap(({ from, value }) => (value === null || value.expiresAt === null ? [from] : [from, value.expiresAt]))
}

type Statement = readonly [key: string, value: LayerValue | null]

function statementsOf(change: SettingsChange, moments: ReadonlyMap<string, readonly LayerMoment[]>): readonly Statement[] {
  const set = Object.entries(change.set).map(([key, value]): Statement => [key, layerValue(change, key, value)])
  if (change.kind === 'patch') return [...set, ...change.unset.filter((key) => !Object.hasOwn(change.set, key)).map((key): Statement => [key, null])]
  const left = [...moments.keys()].filter((key) => !Object.hasOwn(change.set, key) && moments.get(key)?.at(-1)?.value !== null)
  return [...set.filter(([key, value]) => !isSame(moments.get(key)?.at(-1)?.value ?? null, value)), ...left.map((key): Statement => [key, null])]
}

function layerValue({ revision, actor, reason, effectiveAt, expiresAt }: SettingsChange, key: string, value: Json): LayerValue {
  return { value, revision, actor, reason, since: effectiveAt, expiresAt: expiresAt[key] ?? null }
}

/** What is only said again keeps who said it first. */
function isSame(known: LayerValue | null, value: LayerValue | null): boolean {
  if (known === null || value === null) return known === value
  return known.expiresAt === value.expiresAt && canonicalJson(known.value) === canonicalJson(value.value)
}
