import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbeddedPostgres } from '@tenon/database/embedded'
import { runExactness } from './run-exactness.ts'

/**
 * The long proof: `node --conditions=tenon-source main.ts [--requests 6700] [--flips 40] [--hosts 1 --hosts 2]`. Each request is
 * three pieces of work: itself, a call, an event; timers come besides. Exit code 1 for a mismatch or a failed request.
 */
const { values } = parseArgs({ options: { requests: { type: 'string', default: '6700' }, flips: { type: 'string', default: '40' }, hosts: { type: 'string', multiple: true, default: ['1', '2'] } } })

for (const hosts of values.hosts.map(Number)) {
  const directory = await mkdtemp(join(tmpdir(), 'tenon-exactness-'))
  const server = await startEmbeddedPostgres({ directory: join(directory, 'postgres') })
  try {
    const { handled, failed, mismatches, answeredBy, flips } = await runExactness({ url: server.url, hosts, requests: Number(values.requests), flips: Number(values.flips) })
    const total = Object.values(handled).reduce((sum, times) => sum + times, 0)
    process.stdout.write(`${hosts} host processes, ${flips} flips: ${total} handlers ${JSON.stringify(handled)}, the moving tenant answered by ${JSON.stringify(answeredBy)}: ${failed.length} failed, ${mismatches.length} mismatches\n`)
    for (const line of [...failed, ...mismatches].slice(0, 20)) process.stdout.write(`  ${line}\n`)
    if (failed.length + mismatches.length > 0) process.exitCode = 1
  } finally {
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  }
}
