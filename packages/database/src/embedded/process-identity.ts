import { readFile, readlink } from 'node:fs/promises'

/**
 * Tells a process from a later one with the same number, which is common in containers.
 * @returns null when no such process lives; where there is no /proc, only whether one lives
 */
export async function processIdentity(processId: number): Promise<string | null> {
  if (!isAlive(processId)) return null
  const stat = await readFile(`/proc/${processId}/stat`, 'utf8').catch(() => null)
  // The name in parentheses may hold anything; what follows it is the state and then 18 fields up to the start time.
  const startedAt = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  return startedAt === undefined ? String(processId) : `${processId}@${startedAt}`
}

/** True when the process lives and works in `directory`; where that cannot be known, true when it lives. */
export async function worksIn(processId: number, directory: string): Promise<boolean> {
  if (!isAlive(processId)) return false
  if (process.platform !== 'linux') return true
  return (await readlink(`/proc/${processId}/cwd`).catch(() => null)) === directory
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
