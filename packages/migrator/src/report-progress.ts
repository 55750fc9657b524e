import type { MigrationProgress, MoveOptions } from '@tenon/model'

type Counts = Readonly<Record<string, number>>

/**
 * Runs one migration and tells the watcher when it starts and how it ended; its counts become notes.
 * @param done - what a success is called: up succeeds, down is rolled back
 */
export async function reportProgress(options: MoveOptions, migration: string, done: MigrationProgress['status'], work: () => Promise<Counts>): Promise<Counts> {
  const report = (status: MigrationProgress['status'], durationMs: number | null, notes: readonly string[]) => options.onProgress?.({ migration, status, durationMs, notes })
  report('running', null, [])
  const startedAt = performance.now()
  try {
    const counts = await work()
    report(done, performance.now() - startedAt, Object.entries(counts).map(([what, values]) => `${what}: ${values}`))
    return counts
  } catch (error) {
    report('failed', performance.now() - startedAt, [])
    throw error
  }
}
