import { exitCodeOf } from '@tenon/model'
import { readConfig } from './config.ts'
import { startHost } from './start-host.ts'
import { startupErrorOf } from './startup-errors.ts'
import { survivesFaults } from './supervised/survives-faults.ts'
import { connectSupervisor } from './supervised/supervisor-link.ts'
import { watchBudget } from './supervised/watch-budget.ts'

/** One host, started and replaced by its supervisor (`main.ts`). Ends on SIGINT, SIGTERM, when told to retire, and at once when its supervisor dies. */
const fallback = { port: 0, bind: '', home: '.tenon' }

async function main(): Promise<void> {
  // Its supervisor decides what a hang-up means.
  process.on('SIGHUP', () => undefined)
  // Without its supervisor it would hold a port that nobody can take over: it ends as if it were killed, which is safe.
  process.on('disconnect', () => process.exit(1))
  const link = await connectSupervisor(process)
  const config = readConfig(process.env)
  try {
    const running = await startHost(config, { link, tell: (line) => process.stderr.write(`${line}\n`) })
    const guarded = {
      process, host: running.host, log: running.log, isReplacement: link.inherited !== null,
      replace: (reason: string) => link.send({ kind: 'replacement-wanted', wish: { reason, actor: null, forgive: false } }),
    }
    survivesFaults(guarded)
    watchBudget({ ...guarded, budget: { drainedVersions: config.recycleDrained, rssBytes: config.recycleRssBytes } })
    const stop = endOnce(running.stop)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
    link.onRetire(endOnce(() => link.whileFinishing(running.retire())))
    link.send({ kind: 'ready', url: running.url })
  } catch (error) {
    fail(error, config)
  }
}

/** A second signal in the first second is the same key press, passed on by a parent; a later one does not wait. */
function endOnce(end: () => Promise<void>): () => void {
  let since: number | null = null
  return () => {
    if (since !== null && performance.now() - since > 1_000) process.exit(130)
    if (since !== null) return
    since = performance.now()
    end().then(() => process.exit(0), (error: unknown) => fail(error, fallback))
  }
}

function fail(error: unknown, config: Parameters<typeof startupErrorOf>[1]): never {
  const { problem } = startupErrorOf(error, config)
  process.stderr.write(`${problem.code}: ${problem.title} ${problem.next}\n`)
  process.exit(exitCodeOf[problem.category])
}

await main().catch((error: unknown) => fail(error, fallback))
