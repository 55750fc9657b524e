import { exitCodeOf } from '@tenon/model'
import { readConfig } from './config.ts'
import { startHost } from './start-host.ts'
import { startupErrorOf } from './startup-errors.ts'

/** The host app: starts, tells whoever started it, and ends on SIGINT, SIGTERM or when its parent goes away. */
const fallback = { port: 0, bind: '', home: '.tenon' }

async function main(): Promise<void> {
  const config = readConfig(process.env)
  try {
    const running = await startHost(config, (line) => process.stderr.write(`${line}\n`))
    process.send?.({ kind: 'ready', url: running.url })
    const stop = stopOnce(running.stop)
    for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.on(signal, stop)
  } catch (error) {
    fail(error, config)
  }
}

/** A second signal in the first second is the same key press, passed on by a parent; a later one does not wait. */
function stopOnce(stop: () => Promise<void>): () => void {
  let stoppingSince: number | null = null
  return () => {
    if (stoppingSince !== null && performance.now() - stoppingSince > 1_000) process.exit(130)
    if (stoppingSince !== null) return
    stoppingSince = performance.now()
    stop().then(() => process.exit(0), (error: unknown) => fail(error, fallback))
  }
}

function fail(error: unknown, config: Parameters<typeof startupErrorOf>[1]): never {
  const { problem } = startupErrorOf(error, config)
  process.stderr.write(`${problem.code}: ${problem.title} ${problem.next}\n`)
  process.exit(exitCodeOf[problem.category])
}

await main().catch((error: unknown) => fail(error, fallback))
