import type { MigrationTarget } from '@tenon/model'
import { Pool } from 'pg'
import { connections, forEachTarget } from './mover.ts'

/** Fresh connections, all of them made. */
export async function openPool(url: string): Promise<Pool> {
  const pool = new Pool({ connectionString: url, max: connections })
  const clients = await Promise.all(Array.from({ length: connections }, () => pool.connect()))
  for (const client of clients) client.release()
  return pool
}

/** Runs one text for each target. */
export async function runForEach(url: string, targets: readonly MigrationTarget[], textFor: (schema: string) => string): Promise<void> {
  const pool = await openPool(url)
  try {
    await forEachTarget(targets, ({ schema }) => pool.query(textFor(schema)))
  } finally {
    await pool.end()
  }
}
