import { gunzipSync } from 'node:zlib'
import { releaseErrors } from './errors.ts'

/** Refuses a tarball that holds one of these paths anywhere in its content. @throws RELEASE_HOLDS_MACHINE_PATH */
export function requirePortable(file: string, tarball: Uint8Array, machinePaths: readonly string[]): void {
  const content = gunzipSync(tarball)
  if (machinePaths.some((path) => path.length > 1 && content.includes(path))) throw releaseErrors.RELEASE_HOLDS_MACHINE_PATH({ file })
}
