import type { Constraint } from './resolution.ts'
import type { KnownModule, KnownVersion } from './index-catalog.ts'
import type { ModuleQuestion } from './resolve-question.ts'
import { parse } from 'semver'
import type { SemVer } from 'semver'
import { compareParsed } from './version-range.ts'

/** A question about one module, with what all its versions are judged by. */
export interface Judging {
  readonly question: ModuleQuestion
  readonly known: KnownModule
  readonly now: string
  readonly asked: readonly boolean[] | null
  readonly pinned: readonly boolean[] | null
  readonly lockedParsed: SemVer | null
}

/** Prepares to judge the versions of a module. */
export function judging(question: ModuleQuestion, known: KnownModule, now: string): Judging {
  const { range, pin, channel, locked } = question
  return {
    question, known, now,
    asked: range === null ? null : known.allowedBy(range, channel),
    pinned: pin === null ? null : known.allowedBy(pin.range, channel),
    lockedParsed: parse(locked?.version),
  }
}

/** Whether nothing that concerns this module alone refuses the version at this position. */
export function accepts(judge: Judging, position: number): boolean {
  const version = judge.known.versions[position]
  return version !== undefined && (staysThere(judge, version) || !rules.some((rule) => rule.refuses(judge, version, position)))
}

/**
 * Everything that concerns this module alone and refuses the version at this position; the constraints
 * name no versions yet. A module that nobody asked to move may stay whatever its pin, status or host range says today.
 */
export function refusals(judge: Judging, position: number): readonly Constraint[] {
  const version = judge.known.versions[position]
  if (version === undefined || staysThere(judge, version)) return []
  return rules.filter((rule) => rule.refuses(judge, version, position)).flatMap((rule) => rule.constraints(judge, version))
}

interface Rule {
  refuses(judge: Judging, version: KnownVersion, position: number): boolean
  constraints(judge: Judging, version: KnownVersion): readonly Constraint[]
}

const rules: readonly Rule[] = [
  {
    refuses: ({ asked }, _, position) => asked?.[position] === false,
    constraints: ({ question: { module, range } }) => (range === null ? [] : [{ kind: 'asked', module, range }]),
  },
  {
    refuses: ({ pinned }, _, position) => pinned?.[position] === false,
    constraints: ({ question: { pin }, now }) => (pin === null ? [] : [{ kind: 'pin', module: pin.module, range: pin.range, owner: pin.owner, reason: pin.reason, expiresAt: pin.expiresAt, expired: pin.expiresAt !== null && pin.expiresAt <= now }]),
  },
  {
    refuses: (judge, version) => judge.question.range === null || isBelowLocked(judge, version),
    constraints: ({ question: { module, range, locked } }) => (locked === null ? [] : [{ kind: 'locked', module, version: locked.version, rule: range === null ? 'stays' : 'not-lower' }]),
  },
  {
    refuses: ({ question, lockedParsed }, { entry, minFrom }) => minFrom !== null && lockedParsed !== null && entry.version !== question.locked?.version && lockedParsed.compare(minFrom) < 0,
    constraints: ({ question: { module, locked } }, { entry }) => [{ kind: 'min-from', module, versions: [], minFrom: entry.manifest.minFrom ?? '', locked: locked?.version ?? '' }],
  },
  {
    refuses: (judge, version) => version.channel === 'beta' && judge.question.channel !== 'beta' && !isNamed(judge, version),
    constraints: ({ question: { module } }) => [{ kind: 'channel', module, versions: [], channel: 'beta' }],
  },
  {
    refuses: refusesStatus,
    constraints: ({ question: { module } }, { entry: { status } }) => (status === 'available' ? [] : [{ kind: 'status', module, versions: [], status }]),
  },
  {
    refuses: (_, { hostFits }) => !hostFits,
    constraints: ({ question: { module }, known }, { entry }) => [{ kind: 'host', module, versions: [], hostRange: entry.manifest.hostRange, hostVersion: known.hostVersion }],
  },
  {
    refuses: (_, { peerMismatches }) => peerMismatches.length > 0,
    constraints: ({ question: { module } }, { peerMismatches }) => peerMismatches.map((mismatch) => ({ kind: 'peer', module, versions: [], ...mismatch })),
  },
]

/** Yanked versions are kept where they run and never chosen anew; deprecated ones only when named. */
function refusesStatus(judge: Judging, version: KnownVersion): boolean {
  const { status, integrity } = version.entry
  if (status === 'available') return false
  return status === 'deprecated' ? !isNamed(judge, version) : !(version.entry.version === judge.question.locked?.version && integrity === judge.question.locked.integrity)
}

/** Named exactly, by the question or the pin, or running. */
function isNamed({ question: { range, pin, locked } }: Judging, { entry: { version } }: KnownVersion): boolean {
  return range === version || pin?.range === version || locked?.version === version
}

function isBelowLocked({ question: { locked }, lockedParsed }: Judging, { entry, parsed }: KnownVersion): boolean {
  return locked !== null && compareParsed({ text: entry.version, parsed }, { text: locked.version, parsed: lockedParsed }) < 0
}

function staysThere({ question: { range, locked } }: Judging, { entry }: KnownVersion): boolean {
  return range === null && entry.version === locked?.version && entry.integrity === locked.integrity
}
