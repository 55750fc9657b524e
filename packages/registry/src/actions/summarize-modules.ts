import type { CatalogVersion } from '@tenon/model'
import { newestFirst } from '@tenon/resolver'
import type { ModuleSummary } from '../surface/catalog-registry.ts'
import type { RunningTenant } from '../surface/running-registry.ts'

/** The catalog by module, sorted by name, with how many tenants run each version. */
export function summarizeModules(catalog: readonly CatalogVersion[], running: Iterable<RunningTenant>): readonly ModuleSummary[] {
  const entries = [...running].flatMap(({ lock }) => lock.entries)
  const tenants = Map.groupBy(entries, ({ packageName, version }) => `${packageName}@${version}`)
  const modules = Map.groupBy(catalog, ({ packageName }) => packageName)
  return [...modules.values()].flatMap((versions) => summaryOf(newestFirst(versions), tenants)).toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function summaryOf(versions: readonly CatalogVersion[], tenants: ReadonlyMap<string, readonly unknown[]>): readonly ModuleSummary[] {
  const [newest] = versions
  if (newest === undefined) return []
  const { module: name, packageName, manifest } = newest
  return [{
    name, packageName, title: manifest.title,
    versions: versions.map(({ version, status, integrity }) => ({ version, status, integrity, tenants: tenants.get(`${packageName}@${version}`)?.length ?? 0 })),
  }]
}
