import type { SqlSession } from '@tenon/model'
import { createResolver } from '@tenon/resolver'
import type { HostFacts, Resolver } from '@tenon/resolver'
import { selectCatalogState, selectResolvableVersions } from '../tables/resolvable-versions.ts'

/** A resolver for the catalog as a transaction sees it, made anew only when the catalog changed. */
export interface CatalogResolver {
  at(session: SqlSession): Promise<Resolver>
}

/** Reads the catalog once for each of its states, instead of for each plan. One small statement tells whether it changed, whichever process changed it. */
export function createCatalogResolver(host: HostFacts): CatalogResolver {
  let made: { readonly state: string; readonly resolver: Resolver } | null = null
  return {
    async at(session) {
      const state = await selectCatalogState(session)
      if (made?.state !== state) made = { state, resolver: createResolver({ catalog: await selectResolvableVersions(session), ...host }) }
      return made.resolver
    },
  }
}
