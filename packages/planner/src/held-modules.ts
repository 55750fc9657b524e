import type { Manifest } from '@tenon/model'

/** What a module provides to others of its tenant and needs from them. */
export type InterfacesOf = Pick<Manifest, 'name' | 'provides' | 'requires'>

/** Whose calls may reach a module whose data is about to move. */
export interface HeldFacts {
  /** Names of the modules whose data moves. */
  readonly moving: readonly string[]
  /** Every module of the tenant as it stands before the move, one entry each. */
  readonly before: readonly InterfacesOf[]
  /** Every module of the tenant as it stands afterwards, one entry each. */
  readonly after: readonly InterfacesOf[]
}

/**
 * The modules that must take no new calls while others move: those that move, and all that use an
 * interface of theirs, directly or through further modules, in the lock before or in the one after.
 * A call in flight in a user may yet call into what moves; were users not held as well, the data would
 * be moved under it.
 * @returns sorted by name, each once. Nothing moves: nothing is held
 */
export function heldModules({ moving, before, after }: HeldFacts): readonly string[] {
  return [...new Set([...withUsers(moving, before), ...withUsers(moving, after)])].toSorted()
}

/** Each lock for itself: a chain of calls never crosses from one lock into the other. */
function withUsers(moving: readonly string[], modules: readonly InterfacesOf[]): ReadonlySet<string> {
  const held = new Set(moving)
  const waiting = [...moving]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const users = usersOf(name, modules).filter((user) => !held.has(user))
    for (const user of users) held.add(user)
    waiting.push(...users)
  }
  return held
}

/** By the interface's name alone: a tenant has one provider of it, whatever its version. */
function usersOf(provider: string, modules: readonly InterfacesOf[]): readonly string[] {
  const provided = new Set(modules.filter(({ name }) => name === provider).flatMap(({ provides }) => provides.map(({ name }) => name)))
  return modules.filter(({ requires }) => requires.some(({ name }) => provided.has(name))).map(({ name }) => name)
}
