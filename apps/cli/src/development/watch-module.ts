import { readdirSync, watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { join, relative } from 'node:path'

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
  const watchers = ['src', 'prisma'].map((folder) => watchFolders(join(directory, folder), (path) => note(folder === 'prisma' && path === 'schema.prisma')))
  return () => {
    for (const close of watchers) close()
    if (pending !== null) clearTimeout(pending)
  }
}

/**
 * Watches folder by folder: a watch of a tree loses a file on Linux once an editor has put another one in its place.
 * @param onEvent - told the path from `root`
 */
function watchFolders(root: string, onEvent: (path: string) => void): () => void {
  const watched = new Map<string, FSWatcher>()
  const look = () => {
    for (const folder of foldersBelow(root)) {
      if (watched.has(folder)) continue
      const watcher = watch(folder, (_event, file) => {
        look()
        onEvent(relative(root, join(folder, file ?? '')))
      })
      watcher.once('error', () => { watcher.close(); watched.delete(folder) })
      watched.set(folder, watcher)
    }
  }
  look()
  return () => { for (const watcher of watched.values()) watcher.close() }
}

function foldersBelow(root: string): readonly string[] {
  const inside = readdirSync(root, { withFileTypes: true, recursive: true }).filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
  return [root, ...inside.filter((folder) => !relative(root, folder).startsWith('generated'))]
}
