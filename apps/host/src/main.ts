import { fileURLToPath } from 'node:url'
import { startHostProcess } from './supervisor/host-process.ts'
import { createKeptDatabase } from './supervisor/kept-database.ts'
import { Supervisor } from './supervisor/supervisor.ts'
import { writeLogLine } from './supervisor/write-log-line.ts'

/**
 * The host app. This process serves nothing and loads no module: it keeps a host (`serve.ts`) behind the
 * port and replaces it. It ends on SIGINT, SIGTERM or when whoever started it goes away; SIGHUP replaces the host.
 */
const supervisor = new Supervisor({
  startHost: () => startHostProcess(fileURLToPath(new URL('serve.ts', import.meta.url))),
  database: createKeptDatabase(),
  onReady: (url) => process.send?.({ kind: 'ready', url }),
  log: writeLogLine(process.env['LOG_LEVEL']),
  startBudgetMs: 60_000,
  silenceBudgetMs: 30_000,
  processId: process.pid,
})

/** A second signal in the first second is the same key press, passed on by a parent; a later one does not wait. */
let stoppingSince: number | null = null
function stop(): void {
  if (stoppingSince !== null && performance.now() - stoppingSince > 1_000) process.exit(130)
  stoppingSince ??= performance.now()
  supervisor.stop()
}

for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.on(signal, stop)
// A terminal that closes says the same as an operator who wants a fresh host: only the terminal takes its output away.
process.on('SIGHUP', () => (process.stdout.isTTY ? stop() : supervisor.replace({ reason: 'SIGHUP', actor: null, forgive: true })))
process.exit(await supervisor.ended)
