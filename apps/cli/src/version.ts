import { readFileSync } from 'node:fs'

/** The version of this command, from its package. */
export const version: string = versionOf(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')))

function versionOf(manifest: unknown): string {
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0.0.0'
}
