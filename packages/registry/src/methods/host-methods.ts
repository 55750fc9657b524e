import type { RegistryParts } from '../registry-parts.ts'
import type { HostRegistry } from '../surface/host-registry.ts'
import { selectHosts } from '../tables/hosts.ts'

export function hostMethods({ database }: RegistryParts): HostRegistry {
  return { listHosts: () => selectHosts(database) }
}
