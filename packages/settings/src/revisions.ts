import { canonicalJson } from '@tenon/model'
import type { Json } from '@tenon/model'
import { contentAt, layTimeline } from './layer-timeline.ts'
import type { LayerTimeline, LayerValue } from './layer-timeline.ts'
import { maskSecret } from './secrets/secret-value.ts'
import { byEffect } from './settings-change.ts'
import type { SettingsChange } from './settings-change.ts'
import { layerKey } from './settings-layer.ts'
import { settingsErrors } from './settings-errors.ts'

/** What a layer holds, by setting. */
export type LayerContent = ReadonlyMap<string, LayerValue>

/** One setting that two states of a layer differ in; undefined where the layer does not hold it. */
export interface SettingDiff {
  readonly key: string
  readonly before: Json | undefined
  readonly after: Json | undefined
}

/** What the layer held right after a revision took effect; nothing for revision 0. @throws SETTINGS_REVISION_UNKNOWN */
export function contentOf(timeline: LayerTimeline, revision: number): LayerContent {
  if (revision === 0) return new Map()
  const change = changeOf(timeline, revision)
  return contentUpTo(timeline, change, (other) => byEffect(other, change) <= 0)
}

/** What the layer held right before a revision took effect: what the revision was made upon. @throws SETTINGS_REVISION_UNKNOWN */
export function baseOf(timeline: LayerTimeline, revision: number): LayerContent {
  const change = changeOf(timeline, revision)
  return contentUpTo(timeline, change, (other) => byEffect(other, change) < 0)
}

/** What a revision changed: against its own base, so that the answer stays the same whatever was written since. @throws SETTINGS_REVISION_UNKNOWN */
export function diffRevision(timeline: LayerTimeline, revision: number, secrets: ReadonlySet<string>): readonly SettingDiff[] {
  return diffContents(baseOf(timeline, revision), contentOf(timeline, revision), secrets)
}

/** Where two states of a layer differ, by name. Values of secrets are masked; that one differs is still told. */
export function diffContents(before: LayerContent, after: LayerContent, secrets: ReadonlySet<string>): readonly SettingDiff[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].toSorted()
  const shown = (key: string, value: Json | undefined) => (value !== undefined && secrets.has(key) ? maskSecret(value) : value)
  return keys.flatMap((key) => {
    const [old, next] = [before.get(key), after.get(key)]
    return written(old) === written(next) ? [] : [{ key, before: shown(key, old?.value), after: shown(key, next?.value) }]
  })
}

/** Settings that a revision touches: those it names, and for a whole content those that it changes. */
export function touchedKeys(timeline: LayerTimeline, revision: number): readonly string[] {
  const change = changeOf(timeline, revision)
  if (change.kind === 'patch') return [...new Set([...Object.keys(change.set), ...change.unset])].toSorted()
  return diffContents(baseOf(timeline, revision), contentOf(timeline, revision), new Set()).map(({ key }) => key)
}

/** Who restores what, and when. */
export interface RestoreStamp extends Pick<SettingsChange, 'actor' | 'reason' | 'createdAt' | 'effectiveAt'> {
  /** The revision to write. */
  readonly revision: number
}

/** A new revision with the content of an old one, expiries included; what has expired since stays expired. @throws SETTINGS_REVISION_UNKNOWN */
export function restoreRevision(timeline: LayerTimeline, revision: number, stamp: RestoreStamp): SettingsChange {
  const content = [...contentOf(timeline, revision)]
  return {
    layer: timeline.layer,
    kind: 'content',
    set: Object.fromEntries(content.map(([key, { value }]) => [key, value])),
    unset: [],
    expiresAt: Object.fromEntries(content.flatMap(([key, { expiresAt }]) => (expiresAt === null ? [] : [[key, expiresAt]]))),
    ...stamp,
  }
}

function changeOf({ layer, changes }: LayerTimeline, revision: number): SettingsChange {
  const change = changes.find((candidate) => candidate.revision === revision)
  if (change === undefined) throw settingsErrors.SETTINGS_REVISION_UNKNOWN({ layer: layerKey(layer), revision })
  return change
}

function contentUpTo({ layer, changes }: LayerTimeline, { effectiveAt }: SettingsChange, counts: (other: SettingsChange) => boolean): LayerContent {
  return contentAt(layTimeline(layer, changes.filter(counts)), effectiveAt)
}

function written(value: LayerValue | undefined): string | null {
  return value === undefined ? null : canonicalJson([value.value, value.expiresAt])
}
