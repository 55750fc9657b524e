import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

const known = new Map<string, string | null>()

/** The nearest directory at or above `file` that holds a package.json, or null. Remembered: lint asks for every file. */
export function packageOf(file: string): string | null {
  const directory = dirname(file)
  const remembered = known.get(directory)
  if (remembered !== undefined) return remembered
  const found = existsSync(join(directory, 'package.json')) ? directory : parentPackageOf(directory)
  known.set(directory, found)
  return found
}

function parentPackageOf(directory: string): string | null {
  return dirname(directory) === directory ? null : packageOf(directory)
}
