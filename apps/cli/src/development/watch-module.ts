import { watch } from 'node:fs'
import { join } from 'node:path'

/** What changed in a module's folder: its code, or the schema of its data. */
export type ModuleChange = 'code' | 'schema'

/** Editors write a file in several steps; what follows within this time is one change. */
const settleMs = 30

/**
 * Calls `onChange` when sources or migrations change, once for changes that come together. What is generated does not count.
 * @returns ends the watch
 */
export function watchModule(directory: string, onChange: (change: ModuleChange) => void): () => void {
  let pending: ReturnType<typeof setTimeout> | null = null
  let schema = false
  const note = (isSchema: boolean) => {
    schema ||= isSchema
    if (pending !== null) clearTimeout(pending)
    pending = setTimeout(() => {
      const change = schema ? 'schema' : 'code'
      pending = null
      schema = false
      onChange(change)
    }, settleMs)
  }
  const watchers = ['src', 'prisma'].map((folder) => watch(join(directory, folder), { recursive: true }, (_event, file) => {
    const path = (file ?? '').replaceAll('\\', '/')
    if (!path.startsWith('generated')) note(folder === 'prisma' && path === 'schema.prisma')
  }))
  return () => {
    for (const watcher of watchers) watcher.close()
    if (pending !== null) clearTimeout(pending)
  }
}
