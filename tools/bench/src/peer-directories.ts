import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the packages stand that a host supplies to the module versions it loads. */
export function peerDirectories(): Readonly<Record<string, string>> {
  const directoryOf = (name: string) => dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`)))
  return { '@tenon/module-sdk': directoryOf('@tenon/module-sdk'), '@prisma/client': directoryOf('@prisma/client') }
}
