import { channelOf } from '@tenon/model'
import type { ResolvableVersion, ResolveFacts } from '@tenon/resolver'
import { compare, satisfies } from 'semver'

/** Why a version may not be chosen, for the reference: the name of each rule that it breaks, as `kind` or `kind detail`. */
export function refusalsSlowly(facts: ResolveFacts, candidate: ResolvableVersion): readonly string[] {
  const { module, version, integrity, status, manifest } = candidate
  const { locked, pins, targets, channels = { all: 'stable', modules: {} }, hostVersion, peers } = facts
  const entry = locked.find((known) => known.module === module)
  const pin = pins.find((known) => known.module === module)
  const range = targets[module]
  const channel = channels.modules[module] ?? channels.all
  const runs = entry?.version === version && entry.integrity === integrity
  if (range === undefined && runs) return []
  const includePrerelease = channel === 'beta'
  const allows = (allowed: string) => satisfies(version, allowed, { includePrerelease })
  const named = [range, pin?.range, entry?.version].includes(version)
  const peerBreaks = Object.entries(manifest.peerRanges ?? {}).filter(([name, needed]) => peers[name] === undefined || !satisfies(peers[name], needed, { includePrerelease: true }))
  const breaks: readonly (readonly [string, boolean])[] = [
    ['asked', range !== undefined && !allows(range)],
    ['pin', pin !== undefined && !allows(pin.range)],
    ['locked', range === undefined || (entry !== undefined && compare(version, entry.version) < 0)],
    ['host', !satisfies(hostVersion, manifest.hostRange, { includePrerelease: true })],
    ['status', status === 'yanked' ? !runs : status === 'deprecated' && !named],
    ['channel', channelOf(candidate) === 'beta' && channel !== 'beta' && !named],
    ['min-from', manifest.minFrom !== undefined && entry !== undefined && entry.version !== version && compare(entry.version, manifest.minFrom) < 0],
  ]
  const details: Readonly<Record<string, string>> = { host: ` ${manifest.hostRange}`, status: ` ${status}`, 'min-from': ` ${manifest.minFrom ?? ''}` }
  return [...breaks.filter(([, broken]) => broken).map(([name]) => `${name} ${module}${details[name] ?? ''}`), ...peerBreaks.map(([name, needed]) => `peer ${module} ${name} ${needed}`)]
}
