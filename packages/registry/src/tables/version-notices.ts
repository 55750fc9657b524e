import type { SqlSession, VersionNotice } from '@tenon/model'
import { instant } from './instant.ts'

/** Appends what was said of a version. */
export async function insertNotice(session: SqlSession, notice: VersionNotice): Promise<void> {
  await session.query(
    'insert into tenon.version_notice (package_name, version, change, actor, reason, created_at) values ($1, $2, $3, $4, $5, $6)',
    [notice.packageName, notice.version, notice.change, notice.actor, notice.reason, notice.createdAt],
  )
}

/** Makes the notice count for the choice of versions. */
export async function markVersion(session: SqlSession, { packageName, version }: Pick<VersionNotice, 'packageName' | 'version'>, mark: 'deprecated' | 'yanked' | null): Promise<void> {
  await session.query('update tenon.catalog_version set notice = $3 where package_name = $1 and version = $2', [packageName, version, mark])
}

/** All that was said of a package's versions, newest first. */
export async function selectNotices(session: SqlSession, packageName: string): Promise<readonly VersionNotice[]> {
  const { rows } = await session.query<VersionNotice>(
    `select package_name as "packageName", version, change, actor, reason, ${instant('created_at')} as "createdAt"
     from tenon.version_notice where package_name = $1 order by created_at desc, position desc`,
    [packageName],
  )
  return rows
}
