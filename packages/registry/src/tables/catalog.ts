import type { CatalogVersion, KnownVersion, ListedVersion, RefusedVersion, SqlSession } from '@tenon/model'
import { instant } from './instant.ts'

/** The worse of what the source says and what an operator said. */
export const statusNow = `case when 'yanked' in (status, notice) then 'yanked' when 'deprecated' in (status, notice) then 'deprecated' else 'available' end`

const known = `select module, package_name as "packageName", version, integrity, manifest, channel, deprecated, evidence, ${instant('published_at')} as "publishedAt",
    ${statusNow} as status,
    (select jsonb_build_object('change', said.change, 'actor', said.actor, 'reason', said.reason, 'createdAt', ${instant('said.created_at')})
      from tenon.version_notice said where it.notice is not null and (said.package_name, said.version) = (it.package_name, it.version) order by said.position desc limit 1) as notice
  from tenon.catalog_version it`

type Optional = 'channel' | 'publishedAt' | 'deprecated' | 'evidence' | 'notice'
type CatalogRow = Omit<CatalogVersion, Optional> & { readonly [Name in Optional]: Exclude<CatalogVersion[Name], undefined> | null }

/** All known versions, or those of one module, in no particular order. */
export async function selectCatalog(session: SqlSession, module: string | null): Promise<readonly CatalogVersion[]> {
  const { rows } = await session.query<CatalogRow>(`${known} where $1::text is null or module = $1`, [module])
  return rows.map(versionOf)
}

/** The known versions of these packages and versions, pairwise. */
export async function selectCatalogVersions(session: SqlSession, wanted: readonly Pick<CatalogVersion, 'packageName' | 'version'>[]): Promise<readonly CatalogVersion[]> {
  const { rows } = await session.query<CatalogRow>(
    `${known} join unnest($1::text[], $2::text[]) as wanted(name, exact) on package_name = name and version = exact`,
    [wanted.map(({ packageName }) => packageName), wanted.map(({ version }) => version)],
  )
  return rows.map(versionOf)
}

function versionOf({ channel, publishedAt, deprecated, evidence, notice, ...version }: CatalogRow): CatalogVersion {
  return {
    ...version,
    ...(channel !== null && { channel }), ...(publishedAt !== null && { publishedAt }), ...(deprecated !== null && { deprecated }), ...(evidence !== null && { evidence }), ...(notice !== null && { notice }),
  }
}

/** What a reading of the sources need not open again. Without the manifests: ten thousand of them are 50 MB. */
export async function selectKnownVersions(session: SqlSession): Promise<readonly KnownVersion[]> {
  const { rows } = await session.query<KnownVersion>(`select package_name as "packageName", version, integrity, evidence -> 'rule' as rule from tenon.catalog_version`)
  return rows
}

/** Rows written by one statement: 500 manifests are a few megabytes. */
const writtenAtOnce = 500

/**
 * Adds versions; one that is known keeps its content and takes the status, words and evidence of now.
 * @param now - what counts as published where the source does not tell
 * @returns those refused, because they are known with other bytes, or because their module's name belongs to another package
 */
export async function upsertCatalogVersions(session: SqlSession, versions: readonly CatalogVersion[], now: string): Promise<readonly RefusedVersion[]> {
  const refused: RefusedVersion[] = []
  for (let from = 0; from < versions.length; from += writtenAtOnce) refused.push(...await upsertSome(session, versions.slice(from, from + writtenAtOnce), now))
  return refused
}

async function upsertSome(session: SqlSession, versions: readonly CatalogVersion[], now: string): Promise<readonly RefusedVersion[]> {
  const { rows } = await session.query<{ packageName: string; version: string; module: string; owner: string | null }>(
    `with offer as materialized (
       select * from jsonb_to_recordset($1::jsonb) as it("packageName" text, version text, module text, integrity text, status text, manifest jsonb, "publishedAt" timestamptz, deprecated text, evidence jsonb)
     ), owner as (
       select distinct on (module) module, package_name from (
         select module, package_name, 0 as rank from tenon.catalog_version where module in (select module from offer)
         union all select module, "packageName", 1 from offer
       ) it order by module, rank, package_name
     ), written as (
       insert into tenon.catalog_version as known (package_name, version, module, integrity, status, manifest, published_at, deprecated, evidence)
       select "packageName", version, module, integrity, status, manifest, coalesce("publishedAt", $2::timestamptz), deprecated, evidence
       from offer join owner using (module) where owner.package_name = offer."packageName"
       on conflict (package_name, version) do update set status = excluded.status, deprecated = excluded.deprecated, evidence = excluded.evidence
         where known.integrity = excluded.integrity
       returning package_name, version
     )
     select "packageName", version, module, owner.package_name as owner from offer join owner using (module)
     where not exists (select from written where package_name = "packageName" and written.version = offer.version)`,
    [JSON.stringify(versions), now],
  )
  return rows.map(({ packageName, version, module, owner }) => (owner === packageName
    ? { packageName, version, code: 'VERSION_CHANGED', reason: `${packageName}@${version} is offered with other bytes than it was first published with.` }
    : { packageName, version, code: 'MODULE_NAME_TAKEN', reason: `${packageName}@${version} calls itself ${module}, which is the module of ${String(owner)}.` }))
}

/** Takes over what the sources say now of versions that were known already; rows that say so already are not written. Returns how many were. */
export async function updateListed(session: SqlSession, listed: readonly ListedVersion[], now: string): Promise<number> {
  const { rowCount } = await session.query(
    `update tenon.catalog_version known
     set status = offer.status, deprecated = offer.words, published_at = coalesce(offer.published, known.published_at, $6)
     from (
       select name, exact, bytes, words, published, case when words is null then 'available' else 'deprecated' end as status
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) as it(name, exact, bytes, words, published)
     ) offer
     where known.package_name = offer.name and known.version = offer.exact and known.integrity = offer.bytes
       and (known.status, known.deprecated, known.published_at) is distinct from (offer.status, offer.words, coalesce(offer.published, known.published_at, $6))`,
    [listed.map(({ packageName }) => packageName), listed.map(({ version }) => version), listed.map(({ integrity }) => integrity), listed.map(({ deprecated }) => deprecated),
      listed.map(({ publishedAt }) => publishedAt ?? null), now],
  )
  return rowCount
}

/** Marks as yanked whatever is not among the offered versions, pairwise. Returns how many were not yet. */
export async function yankAllBut(session: SqlSession, offered: readonly Pick<CatalogVersion, 'packageName' | 'version'>[]): Promise<number> {
  const { rowCount } = await session.query(
    `update tenon.catalog_version set status = 'yanked'
     where status <> 'yanked' and (package_name, version) not in (select * from unnest($1::text[], $2::text[]))`,
    [offered.map(({ packageName }) => packageName), offered.map(({ version }) => version)],
  )
  return rowCount
}
