import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalJson } from '@tenon/model'
import type { Manifest, MigrationSource, StoredArtifact } from '@tenon/model'
import { migrationEntry, readMigrations } from '@tenon/module-sdk/build'
import { artifactErrors } from './artifact-errors.ts'
import type { ArtifactIdentity } from './integrity.ts'
import { parseManifest } from './parse-manifest.ts'

/**
 * Reads what a host must know of a version before it runs any of its code: manifest, OpenAPI
 * document and migrations, checked against each other.
 * @throws ARTIFACT_MANIFEST_INVALID, ARTIFACT_MIGRATIONS_MISMATCH, ARTIFACT_DEPENDENCIES_UNSUPPORTED
 */
export async function readArtifact(artifact: ArtifactIdentity, directory: string): Promise<StoredArtifact> {
  const [packageJson, manifestJson, openapi, migrations] = await Promise.all([
    readObject(artifact, directory, 'package.json'),
    readObject(artifact, directory, 'dist/manifest.json'),
    readObject(artifact, directory, 'dist/openapi.json'),
    readMigrationsOf(artifact, directory),
  ])
  assertBundled(artifact, packageJson)
  const manifest = parseManifest(artifact, manifestJson)
  assertListed(artifact, migrations, manifest)
  const { packageName, version, integrity } = artifact
  return { module: manifest.name, packageName, version, integrity, directory, manifest, openapi, migrations }
}

async function readObject(artifact: ArtifactIdentity, directory: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse(await readFile(join(directory, file), 'utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch (error) {
    throw invalid(artifact, file, (error as Error).message)
  }
  throw invalid(artifact, file, 'it is not an object')
}

function assertBundled({ packageName, version }: ArtifactIdentity, packageJson: Readonly<Record<string, unknown>>): void {
  const dependencies = Object.keys((packageJson['dependencies'] ?? {}) as Record<string, string>)
  if (dependencies.length > 0) throw artifactErrors.ARTIFACT_DEPENDENCIES_UNSUPPORTED({ packageName, version, dependencies })
  const found = `${String(packageJson['name'])}@${String(packageJson['version'])}`
  if (found !== `${packageName}@${version}`) throw artifactErrors.ARTIFACT_MANIFEST_INVALID({ packageName, version, file: 'package.json', reason: `it is that of ${found}` })
}

function readMigrationsOf({ packageName, version }: ArtifactIdentity, directory: string): Promise<readonly MigrationSource[]> {
  return readMigrations(directory).catch((error: Error) => {
    throw artifactErrors.ARTIFACT_MIGRATIONS_MISMATCH({ packageName, version, reason: error.message }, { cause: error })
  })
}

/** The SQL in the artifact is the SQL its manifest speaks of. */
function assertListed({ packageName, version }: ArtifactIdentity, migrations: readonly MigrationSource[], manifest: Manifest): void {
  const entries = migrations.map((migration) => canonicalJson(migrationEntry(migration)))
  const listed = manifest.migrations.map(canonicalJson)
  const differing = [...new Set([...entries, ...listed])].filter((entry) => !entries.includes(entry) || !listed.includes(entry))
  const names = [...new Set(differing.map((entry) => (JSON.parse(entry) as { name: string }).name))]
  if (names.length > 0) throw artifactErrors.ARTIFACT_MIGRATIONS_MISMATCH({ packageName, version, reason: names.toSorted().join(', ') })
}

function invalid({ packageName, version }: ArtifactIdentity, file: string, reason: string) {
  return artifactErrors.ARTIFACT_MANIFEST_INVALID({ packageName, version, file, reason })
}
