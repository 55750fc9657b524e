import type { Manifest } from '@tenon/model'
import type { ModuleFacts } from './module-facts.ts'
import { leftBehind } from './module-facts.ts'

/**
 * The order in which the modules of one plan move: providers before their users going up, users
 * before their providers going down; by name where nothing else decides, and where they need each other.
 */
export function inOrder(modules: readonly ModuleFacts[]): readonly ModuleFacts[] {
  const up = modules.filter(({ kind }) => kind !== 'roll-back')
  const down = modules.filter(({ kind }) => kind === 'roll-back')
  return [...providersFirst(down).toReversed(), ...providersFirst(up)]
}

function providersFirst(modules: readonly ModuleFacts[]): readonly ModuleFacts[] {
  const placed: ModuleFacts[] = []
  const waiting = modules.toSorted((a, b) => (a.module < b.module ? -1 : 1))
  while (waiting.length > 0) {
    const ready = waiting.findIndex((facts) => !waiting.some((other) => other !== facts && needs(facts, other)))
    placed.push(...waiting.splice(Math.max(ready, 0), 1))
  }
  return placed
}

function needs(user: ModuleFacts, provider: ModuleFacts): boolean {
  const provided = new Set(manifestOf(provider).provides.map(({ name }) => name))
  return manifestOf(user).requires.some(({ name }) => provided.has(name))
}

/** Going down, what is left decides; going up, what comes. */
function manifestOf(facts: ModuleFacts): Manifest {
  return facts.kind === 'roll-back' ? (leftBehind(facts)?.manifest ?? facts.to.manifest) : facts.to.manifest
}
