import type { MigrationProgress, MoveOptions } from '@tenon/model'

type Counts = Readonly<Record<string, number>>

/** Which migration runs, and what a success of it is called: up succeeds, down is rolled back. */
export interface ProgressSubject {
  readonly migration: string
  readonly done: 'succeeded' | 'rolled-back'
}

/** Runs one migration and tells the watcher when it starts and how it ended; its counts become notes, beside those it makes itself. */
export async function reportProgress(options: MoveOptions, { migration, done }: ProgressSubject, work: (note: (text: string) => void) => Promise<Counts>): Promise<Counts> {
  const report = (status: MigrationProgress['status'], durationMs: number | null, notes: readonly string[]) => options.onProgress?.({ migration, status, durationMs, notes })
  report('running', null, [])
  const notes: string[] = []
  const startedAt = performance.now()
  try {
    const counts = await work((text) => notes.push(text))
    report(done, performance.now() - startedAt, [...Object.entries(counts).map(([what, values]) => `${what}: ${values}`), ...notes])
    return counts
  } catch (error) {
    report('failed', performance.now() - startedAt, [])
    throw error
  }
}
