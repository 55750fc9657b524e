import type { BlockEvidence, StackFrame, StackSample } from './block-evidence.ts'

/** A module version as the verdict names it, with the address its files begin with. */
export interface VersionPlace {
  /** Its number in the cells. */
  readonly number: number
  /** `file:///.../store/@acme/inventory/1.2.0-9f.../` */
  readonly urlPrefix: string
}

/** Who kept the event loop from turning. */
export interface BlockVerdict<Place extends VersionPlace> {
  /** Null: no module version was seen; the host's own code or a dependency outside of all versions. */
  readonly place: Place | null
  /** False: it is likely, but it may have been another. */
  readonly certain: boolean
  /** Where it was, innermost first: in the version's own code where there is one. */
  readonly frame: StackFrame | null
}

interface Vote<Place> {
  readonly place: Place | null
  readonly frame: StackFrame | null
  readonly weight: number
}

/**
 * Names who blocked. Pure. The innermost frame that belongs to a version decides a look, also when the
 * time went by in a library it called. Certain are: the profiler's samples, a call that was entered and
 * did not return for most of the time, and prompt looks, where they speak for more of the time than went
 * by in what could not be interrupted. A late look only makes likely: it may show whoever came next.
 */
export function verdictOf<Place extends VersionPlace>(evidence: BlockEvidence, places: readonly Place[]): BlockVerdict<Place> {
  const called = places.find(({ number }) => number === evidence.running) ?? null
  const profiled = strongest(evidence.profile.map(({ frames, count }) => voteOf(frames, places, count)))
  if (profiled !== null) return { place: profiled.place ?? called, frame: profiled.frame, certain: true }
  const votes = (kind: StackSample['kind']) => evidence.samples.filter((sample) => sample.kind === kind).map(({ frames, coveredMs }) => voteOf(frames, places, coveredMs))
  const prompt = strongest(votes('prompt'))
  const lateMs = votes('late').reduce((sum, { weight }) => sum + weight, 0)
  if (prompt !== null && prompt.weight > lateMs) return { place: prompt.place ?? called, frame: prompt.frame, certain: true }
  const guess = strongest(votes('late')) ?? prompt ?? strongest(votes('last'))
  if (called !== null) return { place: called, frame: guess?.place === called ? guess.frame : null, certain: true }
  return { place: guess?.place ?? null, frame: guess?.frame ?? null, certain: false }
}

function voteOf<Place extends VersionPlace>(frames: readonly StackFrame[], places: readonly Place[], weight: number): Vote<Place> {
  for (const frame of frames) {
    const place = places.find(({ urlPrefix }) => frame.url.startsWith(urlPrefix))
    if (place !== undefined) return { place, frame, weight }
  }
  return { place: null, frame: frames.find(({ url }) => url !== '' && !url.startsWith('node:')) ?? frames.find(({ url }) => url !== '') ?? null, weight }
}

/** The place most looks agree on; among equals the earliest. One that shows no file at all, such as a collection of garbage, has no say. */
function strongest<Place>(all: readonly Vote<Place>[]): Vote<Place> | null {
  const votes = all.filter(({ frame }) => frame !== null)
  const sums = new Map<Place | null, number>()
  for (const { place, weight } of votes) sums.set(place, (sums.get(place) ?? 0) + weight)
  const most = Math.max(0, ...sums.values())
  const found = votes.find(({ place }) => sums.get(place) === most)
  return found === undefined ? null : { ...found, weight: most }
}
