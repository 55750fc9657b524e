import type { LockEntry, Manifest } from '@tenon/model'
import type { ModuleFacts } from './module-facts.ts'

/** Every permission of a version, sorted: what an install consents to. */
export function allPermissions({ permissions }: Pick<Manifest, 'permissions'>): readonly string[] {
  return permissions.map(({ name }) => name).toSorted()
}

/**
 * What a tenant has granted after a move, sorted. A permission that the version no longer lists is not kept:
 * if a later one brings it back, somebody has to grant it again.
 */
export function grantsAfter(facts: Exclude<ModuleFacts, { kind: 'roll-back' }>): readonly string[] {
  const listed = allPermissions(facts.to.manifest)
  return facts.kind === 'install' ? listed : listed.filter((name) => facts.from.grants.includes(name))
}

/** Permissions of a version that are off until somebody grants them, sorted. */
export function notGranted(manifest: Pick<Manifest, 'permissions'>, { grants }: Pick<LockEntry, 'grants'>): readonly string[] {
  return allPermissions(manifest).filter((name) => !grants.includes(name))
}
