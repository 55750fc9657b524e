import { channelFor, stableChannels } from '@tenon/model'
import type { Channel, LockEntry, Pin, TenantChannels } from '@tenon/model'

/** All that resolution looks at of a lock's entry. */
export type LockedVersion = Pick<LockEntry, 'module' | 'version' | 'integrity'>

/** What one tenant runs and asks for. The order of lists carries no meaning. */
export interface ResolveQuestion {
  /** What the tenant runs. */
  readonly locked: readonly LockedVersion[]
  /** The tenant's pins. */
  readonly pins: readonly Pin[]
  /** Modules to move: name to semver range. Modules not named stay exactly where they are. */
  readonly targets: Readonly<Record<string, string>>
  /** Absent: `stable` for every module. */
  readonly channels?: TenantChannels
  /** ISO 8601 instant by which a conflict says that a pin has expired; it chooses nothing. */
  readonly now: string
}

/** The part of a question that concerns one module. `range` is null when it stays where it is. */
export interface ModuleQuestion {
  readonly module: string
  readonly range: string | null
  readonly locked: LockedVersion | null
  readonly pin: Pin | null
  readonly channel: Channel
}

/** A question by module, sorted by name. */
export function moduleQuestions({ locked, pins, targets, channels = stableChannels }: ResolveQuestion): readonly ModuleQuestion[] {
  const locks = new Map(locked.map((entry) => [entry.module, entry]))
  const pinned = new Map(pins.map((pin) => [pin.module, pin]))
  const modules = [...new Set([...locks.keys(), ...Object.keys(targets)])].sort()
  return modules.map((module) => ({
    module,
    range: Object.hasOwn(targets, module) ? targets[module] ?? null : null,
    locked: locks.get(module) ?? null,
    pin: pinned.get(module) ?? null,
    channel: channelFor(channels, module),
  }))
}
