import type { CatalogVersion } from '@tenon/model'
import type { InterfaceProvider } from '../surface/running-registry.ts'

/** Who answers each interface among the locked versions of one tenant. A lock has one provider of each; were there two, the first by name is it. */
export function interfaceProviders(versions: readonly CatalogVersion[]): ReadonlyMap<string, InterfaceProvider> {
  const providers = new Map<string, InterfaceProvider>()
  for (const { module, manifest } of versions.toSorted((a, b) => (a.module < b.module ? 1 : -1))) {
    for (const { name, version, operations = [] } of manifest.provides) providers.set(name, { module, version, operations })
  }
  return providers
}
