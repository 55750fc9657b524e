import type { PlainProblem, ToHost } from './messages.ts'

/** The embedded PostgreSQL of a host, kept by its supervisor so that it outlives the host. */
export interface KeptDatabase {
  /** Starts it when nobody did yet, and answers as a host is told. Never rejects. */
  answer(directory: string): Promise<ToHost>
  stop(): Promise<void>
}

interface Running {
  readonly url: string
  stop(): Promise<void>
}

/** No database yet. Its code is loaded when a host asks for one: with DATABASE_URL the supervisor stays small. */
export function createKeptDatabase(): KeptDatabase {
  let running: Promise<Running> | null = null
  const open = async (directory: string): Promise<Running> => {
    const { startEmbeddedPostgres } = await import('@tenon/database/embedded')
    return startEmbeddedPostgres({ directory })
  }
  return {
    async answer(directory) {
      try {
        running ??= open(directory)
        return { kind: 'database', url: (await running).url }
      } catch (error) {
        running = null
        return { kind: 'database-failed', problem: problemOf(error) }
      }
    },
    stop: async () => {
      await (await running?.catch(() => null))?.stop()
    },
  }
}

function problemOf(error: unknown): PlainProblem {
  if (error instanceof Error && 'problem' in error) return error.problem as PlainProblem
  const title = error instanceof Error ? error.message : String(error)
  return { code: 'START_FAILED', category: 'internal', title: `The embedded database did not start: ${title}`, next: 'Set LOG_LEVEL=debug to see more.', details: {} }
}
