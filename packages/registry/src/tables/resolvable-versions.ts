import type { Channel, SqlSession } from '@tenon/model'
import type { ResolvableVersion } from '@tenon/resolver'
import { statusNow } from './catalog.ts'

/** The part of all known versions that resolution looks at, in no particular order: manifests are long, this is not. */
export async function selectResolvableVersions(session: SqlSession): Promise<readonly ResolvableVersion[]> {
  const { rows } = await session.query<Omit<ResolvableVersion, 'channel'> & { readonly channel: Channel | null }>(
    `select module, package_name as "packageName", version, integrity, channel, ${statusNow} as status,
       jsonb_strip_nulls(jsonb_build_object('hostRange', manifest -> 'hostRange', 'provides', manifest -> 'provides', 'requires', manifest -> 'requires',
         'minFrom', manifest -> 'minFrom', 'peerRanges', manifest -> 'peerRanges')) as manifest
     from tenon.catalog_version`,
  )
  return rows.map(({ channel, ...version }) => ({ ...version, ...(channel !== null && { channel }) }))
}

/** A text that differs whenever anything that resolution looks at differs. Leaves manifests unread: under one integrity they never change. */
export async function selectCatalogState(session: SqlSession): Promise<string> {
  const { rows } = await session.query<{ state: string }>(
    `select count(*) || ' ' || coalesce(sum(hashtextextended(concat_ws(' ', package_name, version, module, integrity, ${statusNow}, channel), 0)::numeric), 0) as state from tenon.catalog_version`,
  )
  return rows[0]?.state ?? ''
}
