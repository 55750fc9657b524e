import { parseArgs } from 'node:util'
import { describeResult, reachesGoals } from './bench-result.ts'
import { benches } from './benches.ts'

/** `npm run bench -- NAME [--json]`: the result is the last line with --json, a table without. Exit code 1 when a goal is missed. */
const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean', default: false } } })
const bench = benches[positionals[0] ?? '']

if (bench === undefined) {
  process.stderr.write(`Say which benchmark: ${Object.keys(benches).join(', ')}.\n`)
  process.exitCode = 2
} else {
  const run = await bench()
  const result = await run((line) => process.stderr.write(`${line}\n`))
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${describeResult(result).join('\n')}\n`)
  process.exitCode = reachesGoals(result) ? 0 : 1
}
