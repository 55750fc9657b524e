import type { CatalogVersion, LockEntry, LockRevision, SqlSession } from '@tenon/model'
import { allPermissions, settingsSchemaDigest } from '@tenon/planner'
import { selectCatalogVersions } from './catalog.ts'

/** An entry as a row holds it: those written by earlier releases know nothing of schema and grants. */
type StoredEntry = Omit<LockEntry, 'settingsSchema' | 'grants'> & Partial<LockEntry>

/** A revision as a row holds it. */
export type StoredRevision = Omit<LockRevision, 'entries'> & { readonly entries: readonly StoredEntry[] }

/**
 * Revisions with what older rows leave out, from the catalog: the schema of the version, and all its permissions, which is
 * what everybody had granted while nobody could withhold any. One more statement, only where such a row is among them.
 */
export async function completeEntries(session: SqlSession, revisions: readonly StoredRevision[]): Promise<readonly LockRevision[]> {
  const lacking = revisions.flatMap(({ entries }) => entries.filter((entry) => !isComplete(entry)))
  if (lacking.length === 0) return revisions as readonly LockRevision[]
  const distinct = new Map(lacking.map((entry) => [keyOf(entry), entry]))
  const versions = await selectCatalogVersions(session, [...distinct.values()])
  const known = new Map(versions.map((version) => [keyOf(version), version]))
  return revisions.map((revision) => ({ ...revision, entries: revision.entries.map((entry) => completed(entry, known.get(keyOf(entry)))) }))
}

function completed(entry: StoredEntry, version: CatalogVersion | undefined): LockEntry {
  if (isComplete(entry)) return entry
  const { permissions = [], settings = {} } = version?.manifest ?? {}
  return { ...entry, settingsSchema: settingsSchemaDigest({ settings }), grants: allPermissions({ permissions }) }
}

function isComplete(entry: StoredEntry): entry is LockEntry {
  return entry.grants !== undefined
}

function keyOf({ packageName, version }: Pick<CatalogVersion, 'packageName' | 'version'>): string {
  return `${packageName}@${version}`
}
