import { writeGrants } from '../actions/write-grants.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { ConsentRegistry } from '../surface/consent-registry.ts'

export function consentMethods(parts: RegistryParts): ConsentRegistry {
  return {
    grant: (options) => writeGrants(parts, options, (granted, named) => [...new Set([...granted, ...named])]),
    withdraw: (options) => writeGrants(parts, options, (granted, named) => granted.filter((name) => !named.includes(name))),
  }
}
