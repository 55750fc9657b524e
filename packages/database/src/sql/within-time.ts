import { databaseErrors } from '../database-errors.ts'

/** Runs a statement and says so in our words when its time limit ended it. @throws STATEMENT_TIMEOUT */
export async function withinTime<Result>(timeoutMs: number | undefined, work: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now()
  try {
    return await work()
  } catch (error) {
    // The server has one code for a timeout and for a cancellation; the clock tells them apart.
    const isOver = timeoutMs !== undefined && performance.now() - startedAt >= timeoutMs
    if (isOver && (error as { readonly code?: string }).code === '57014') throw databaseErrors.STATEMENT_TIMEOUT({ timeoutMs }, { cause: error })
    throw error
  }
}
