import { canonicalJson, channelFor, stableChannels } from '@tenon/model'
import type { Json, LockRevision, Pin, TenantChannels } from '@tenon/model'
import type { ModuleFacts } from './module-facts.ts'

/** The part of a module's facts that a fingerprint covers. */
export type FingerprintModule = Pick<ModuleFacts, 'module' | 'to' | 'ledger'>

/** What a plan rests on, by name. Its canonical JSON is what the fingerprint is the digest of. */
export type FingerprintFacts = Readonly<Record<string, Json>>

/** What had a say in the choice of versions. */
export interface SelectionFacts {
  readonly pins: readonly Pin[]
  readonly channels: TenantChannels
}

/**
 * Every fact whose change makes a plan stale: the lock, the data versions, the catalog entries, and the pins and channels of what moves.
 * @param selection - null: the versions were not chosen by pins and channels
 */
export function fingerprintFacts(base: Pick<LockRevision, 'revision'>, modules: readonly FingerprintModule[], selection: SelectionFacts | null): FingerprintFacts {
  const { pins, channels } = selection ?? { pins: [], channels: stableChannels }
  return Object.fromEntries([
    ['the lock', base.revision] as const,
    ...modules.map((facts) => [`the data of ${facts.module}`, ledgerFacts(facts)] as const),
    ...modules.map(({ to }) => [`the catalog entry ${to.module} ${to.version}`, { integrity: to.integrity, status: to.status }] as const),
    ...modules.map(({ module }) => [`the pin of ${module}`, pins.find((pin) => pin.module === module)?.range ?? null] as const),
    // The stable channel is no fact of its own: plans made before there were channels stay fresh.
    ...modules.filter(({ module }) => channelFor(channels, module) !== 'stable').map(({ module }) => [`the channel of ${module}`, channelFor(channels, module)] as const),
  ])
}

/** Names of facts that are not what they were. */
export function changedFacts(before: FingerprintFacts, after: FingerprintFacts): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.filter((name) => canonicalJson(before[name] ?? null) !== canonicalJson(after[name] ?? null)).toSorted()
}

function ledgerFacts({ ledger }: FingerprintModule): Json {
  // A preparation changes nothing that a plan rests on: a plan that was interrupted while preparing can be applied again.
  return ledger.filter(({ prepared }) => !prepared).map(({ name, checksum }) => `${name} ${checksum}`).toSorted()
}
