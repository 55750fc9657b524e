import type { CatalogVersion, SqlSession } from '@tenon/model'

const columns = 'module, package_name as "packageName", version, integrity, status, manifest'

/** All known versions, or those of one module, in no particular order. */
export async function selectCatalog(session: SqlSession, module: string | null): Promise<readonly CatalogVersion[]> {
  const { rows } = await session.query<CatalogVersion>(`select ${columns} from tenon.catalog_version where $1::text is null or module = $1`, [module])
  return rows
}

/** The known versions of these packages and versions, pairwise. */
export async function selectCatalogVersions(session: SqlSession, wanted: readonly Pick<CatalogVersion, 'packageName' | 'version'>[]): Promise<readonly CatalogVersion[]> {
  const { rows } = await session.query<CatalogVersion>(
    `select ${columns} from tenon.catalog_version join unnest($1::text[], $2::text[]) as wanted(name, exact) on package_name = name and version = exact`,
    [wanted.map(({ packageName }) => packageName), wanted.map(({ version }) => version)],
  )
  return rows
}

/** Adds a version or updates its status. False when it is known with another integrity: a published version never changes. */
export async function upsertCatalogVersion(session: SqlSession, entry: CatalogVersion): Promise<boolean> {
  const { rowCount } = await session.query(
    `insert into tenon.catalog_version as known (package_name, version, module, integrity, status, manifest) values ($1, $2, $3, $4, $5, $6::jsonb)
     on conflict (package_name, version) do update set status = excluded.status where known.integrity = excluded.integrity`,
    [entry.packageName, entry.version, entry.module, entry.integrity, entry.status, JSON.stringify(entry.manifest)],
  )
  return rowCount === 1
}

/** The package that owns a module's name: the first one that published it here, or null. */
export async function selectModuleOwner(session: SqlSession, module: string): Promise<string | null> {
  const { rows } = await session.query<{ packageName: string }>('select package_name as "packageName" from tenon.catalog_version where module = $1 limit 1', [module])
  return rows[0]?.packageName ?? null
}

/** Marks as yanked whatever is not among the offered versions, pairwise. */
export async function yankAllBut(session: SqlSession, offered: readonly Pick<CatalogVersion, 'packageName' | 'version'>[]): Promise<void> {
  await session.query(
    `update tenon.catalog_version set status = 'yanked'
     where status <> 'yanked' and (package_name, version) not in (select * from unnest($1::text[], $2::text[]))`,
    [offered.map(({ packageName }) => packageName), offered.map(({ version }) => version)],
  )
}
