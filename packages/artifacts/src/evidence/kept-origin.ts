import { randomUUID } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { VersionProof } from '@tenon/model'
import type { ArtifactPlace } from '../artifact-place.ts'

/** Where an artifact in the store came from, and what proves its origin. */
export interface KeptOrigin {
  /** Description of the source that delivered it. */
  readonly source: string
  /** Null: the source had none. Absent: nobody asked yet. */
  readonly proof?: VersionProof | null
}

/** Reads what is kept beside an artifact; null when nothing is, or nothing readable. */
export async function readOrigin(place: ArtifactPlace): Promise<KeptOrigin | null> {
  try {
    return JSON.parse(await readFile(fileOf(place), 'utf8')) as KeptOrigin
  } catch {
    return null
  }
}

/** Keeps it beside the artifact by one rename: a reader finds the old or the new. */
export async function writeOrigin(place: ArtifactPlace, origin: KeptOrigin): Promise<void> {
  const temporary = `${fileOf(place)}.${randomUUID()}.tmp`
  await writeFile(temporary, JSON.stringify(origin))
  await rename(temporary, fileOf(place))
}

function fileOf({ directory }: ArtifactPlace): string {
  return join(directory, 'origin.json')
}
