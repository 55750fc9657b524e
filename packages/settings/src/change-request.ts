import type { Verdict } from '@tenon/model'
import type { LayerTimeline } from './layer-timeline.ts'
import { touchedKeys } from './revisions.ts'
import type { SettingsChange } from './settings-change.ts'

/** A change that waits for others to agree. */
export interface ChangeRequest extends Pick<SettingsChange, 'layer' | 'set' | 'unset' | 'expiresAt' | 'actor' | 'reason' | 'createdAt'> {
  readonly id: string
  /** The layer's last revision when it was asked for: what its author saw. */
  readonly baseRevision: number
  /** How many people besides the author must approve. */
  readonly quorum: number
  /** When it is to take effect; null: as soon as it is approved. */
  readonly effectiveAt: string | null
}

/** What one person said of a request. */
export interface RequestVerdict {
  readonly verdict: Verdict
  readonly actor: string
}

/** How a request stands. */
export type RequestState =
  | { readonly kind: 'waiting'; readonly approvals: number; readonly quorum: number }
  | { readonly kind: 'approved' }
  | { readonly kind: 'rejected'; readonly by: string }
  /** Settings that it names were changed since its author looked. Ask again, upon what holds now. */
  | { readonly kind: 'conflict'; readonly keys: readonly string[] }

/**
 * How a request stands against the layer as it is now. A rejection is final; a conflict comes before approvals; the
 * author's own approval does not count, and nobody counts twice. Whoever applies it judges and writes under the lock
 * of the layer: then of two requests for one setting only the first applies, and the other is a conflict.
 *
 * @param timeline - the layer now; undefined when nothing was ever written to it
 */
export function judgeRequest(request: ChangeRequest, verdicts: readonly RequestVerdict[], timeline: LayerTimeline | undefined): RequestState {
  const rejection = verdicts.find(({ verdict }) => verdict === 'rejected')
  if (rejection !== undefined) return { kind: 'rejected', by: rejection.actor }
  const keys = timeline === undefined ? [] : conflictsOf(request, timeline)
  if (keys.length > 0) return { kind: 'conflict', keys }
  const approvals = new Set(verdicts.map(({ actor }) => actor).filter((actor) => actor !== request.actor)).size
  return approvals >= request.quorum ? { kind: 'approved' } : { kind: 'waiting', approvals, quorum: request.quorum }
}

function conflictsOf({ set, unset, baseRevision }: ChangeRequest, timeline: LayerTimeline): readonly string[] {
  const since = timeline.changes.filter(({ revision }) => revision > baseRevision)
  const touched = new Set(since.flatMap(({ revision }) => touchedKeys(timeline, revision)))
  return [...Object.keys(set), ...unset].filter((key) => touched.has(key)).toSorted()
}
