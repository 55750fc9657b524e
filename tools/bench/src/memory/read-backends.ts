import { readFile } from 'node:fs/promises'
import type { SqlDatabase } from '@tenon/model'

/** Private memory, in megabytes, of every server process that serves the application `tenon`. Linux only. */
export async function readBackends(database: SqlDatabase): Promise<readonly number[]> {
  const { rows } = await database.query<{ pid: number }>(`select pid from pg_stat_activity where application_name = 'tenon'`)
  return Promise.all(rows.map(({ pid }) => readPrivate(pid)))
}

async function readPrivate(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
  const kilobytes = [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)].reduce((sum, [, value]) => sum + Number(value), 0)
  return kilobytes / 1024
}
