import { Parser } from 'tar'
import type { ReadEntry } from 'tar'
import { artifactErrors } from './artifact-errors.ts'
import type { ArtifactIdentity } from './integrity.ts'

const largestBytes = 64 * 1024 * 1024
const mostFiles = 10_000
const plainTypes: readonly string[] = ['File', 'OldFile', 'ContiguousFile']

/** Files of a package by their path below `package/`, with forward slashes. */
export type PackageFiles = ReadonlyMap<string, Uint8Array>

/**
 * Reads a packed package in memory. The archive is not trusted: only plain files with relative,
 * clean paths are taken; links, devices, traversal, doubles and oversize archives are refused.
 * @throws ARTIFACT_UNSAFE
 */
export function readTarball(artifact: ArtifactIdentity, bytes: Uint8Array): Promise<PackageFiles> {
  const { promise, resolve, reject } = Promise.withResolvers<PackageFiles>()
  const files = new Map<string, Uint8Array>()
  const reading = { artifact, files, sizeBytes: 0 }
  const parser = new Parser({ strict: true, onReadEntry })
  function onReadEntry(entry: ReadEntry) {
    try {
      takeEntry(reading, entry, refuse)
    } catch (error) {
      refuse(error)
    }
  }
  function refuse(error: unknown) {
    reject(error)
    parser.abort(error instanceof Error ? error : new Error(String(error)))
  }
  parser.on('end', () => resolve(files))
  parser.on('error', (error: Error) => reject(unsafe(artifact, 'archive', `cannot be read (${error.message})`)))
  parser.end(Buffer.from(bytes))
  return promise
}

interface Reading {
  readonly artifact: ArtifactIdentity
  readonly files: Map<string, Uint8Array>
  sizeBytes: number
}

function takeEntry(reading: Reading, entry: ReadEntry, refuse: (error: unknown) => void): void {
  const { artifact, files } = reading
  if (entry.type === 'Directory') return entry.resume()
  if (!plainTypes.includes(entry.type)) throw unsafe(artifact, entry.path, `is a ${entry.type}, not a plain file`)
  const path = cleanPath(artifact, entry.path)
  if (files.has(path)) throw unsafe(artifact, entry.path, 'is there twice')
  if (files.size >= mostFiles) throw unsafe(artifact, entry.path, `is one file more than ${mostFiles}`)
  files.set(path, new Uint8Array())
  const chunks: Buffer[] = []
  entry.on('data', (chunk: Buffer) => {
    reading.sizeBytes += chunk.length
    if (reading.sizeBytes > largestBytes) return refuse(unsafe(artifact, entry.path, `makes the package larger than ${largestBytes} bytes`))
    chunks.push(chunk)
  })
  entry.on('end', () => files.set(path, Buffer.concat(chunks)))
}

/** npm packs everything below one folder, usually `package`; that first part is dropped. */
function cleanPath(artifact: ArtifactIdentity, path: string): string {
  const parts = path.split('/')
  const dirty = parts.some((part) => part === '' || part === '.' || part === '..' || /[\\:\0]/.test(part))
  if (dirty || parts.length < 2) throw unsafe(artifact, path, 'leads out of the package')
  if (parts.includes('node_modules')) throw unsafe(artifact, path, 'brings a dependency along')
  return parts.slice(1).join('/')
}

function unsafe({ packageName, version }: ArtifactIdentity, entry: string, reason: string) {
  return artifactErrors.ARTIFACT_UNSAFE({ packageName, version, entry, reason })
}
