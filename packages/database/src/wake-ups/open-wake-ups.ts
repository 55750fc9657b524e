import { Logger, run, runMigrations } from 'graphile-worker'
import type { Runner, TaskList } from 'graphile-worker'
import { Pool } from 'pg'
import type { WakeUps } from '@tenon/model'

/** How wake-ups are opened. */
export interface OpenWakeUpsOptions {
  /** A direct connection: the queue listens, which no pooler in transaction mode carries. The roles of `openDatabase` must exist. */
  readonly url: string
  /** What the server's own views call its connections. Default `tenon wake-ups`. */
  readonly applicationName?: string
}

/** Wake-ups and their connections. */
export interface OpenedWakeUps extends WakeUps {
  /** Waits for work in progress and closes the connections. */
  close(): Promise<void>
}

/** The queue's own tables: ours never live beside them. */
const schema = 'tenon_worker'

/** Attempts of one wake-up: its work keeps what is to be done in rows, so a third failure may wait for the next periodic look. */
const maxAttempts = 3

/** How often the queue looks for what was wished for later. */
const pollIntervalMs = 1_000

/** The queue says nothing: whoever works tells its own failures. */
const silent = new Logger(() => () => undefined)

/**
 * Opens wake-ups over graphile-worker, creating its schema `tenon_worker` when it is missing. Everything in it belongs
 * to `tenon_owner`, so that a wish can be part of the control plane's own transactions. Two connections at most.
 */
export async function openWakeUps({ url, applicationName = 'tenon wake-ups' }: OpenWakeUpsOptions): Promise<OpenedWakeUps> {
  const pool = new Pool({ connectionString: url, application_name: applicationName, max: 3, options: '-c role=tenon_owner', keepAlive: true })
  // The queue reconnects by itself; without a listener a lost idle connection would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => { client.on('error', () => undefined) })
  try {
    await runMigrations({ pgPool: pool, schema, logger: silent })
  } catch (error) {
    await pool.end()
    throw error
  }
  const tasks: TaskList = {}
  let runner: Runner | null = null

  async function restart(): Promise<void> {
    await runner?.stop()
    runner = Object.keys(tasks).length === 0 ? null : await run({ pgPool: pool, schema, logger: silent, taskList: { ...tasks }, concurrency: 1, pollInterval: pollIntervalMs, noHandleSignals: true, parsedCronItems: [] })
  }

  return {
    async wake(session, { name, key, at }) {
      await session.query(
        `select 1 from ${schema}.add_job($1, payload := json_build_object('key', $2::text), run_at := coalesce($3::timestamptz, now()), max_attempts := ${maxAttempts}, job_key := $1 || ' ' || $2)`,
        [name, key, at ?? null],
      )
    },
    async onWake(name, work) {
      tasks[name] = (payload) => work((payload as { readonly key: string }).key)
      await restart()
      return async () => {
        Reflect.deleteProperty(tasks, name)
        await restart()
      }
    },
    async close() {
      await runner?.stop()
      await pool.end()
    },
  }
}
