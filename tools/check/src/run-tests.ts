import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { runCommand } from './run-command.ts'
import { countLine, countTests, judge } from './test-count.ts'
import type { TestCount } from './test-count.ts'

const root = resolve(import.meta.dirname, '../../..')
const nothing: TestCount = { passed: 0, failed: 0, skipped: 0 }

/**
 * Builds what tests need (cached), runs every test on every PostgreSQL at hand, and ends with one
 * line, `N passed, N failed`. Arguments go to vitest: `npm test -- packages/model`.
 * @returns exit code: 0 when tests ran and none failed, else 1
 */
export async function runTests(args: readonly string[]): Promise<number> {
  const count = (await build()) ? await test(args) : { ...nothing, failed: 1 }
  process.stdout.write(`\n${countLine(count)}\n`)
  return count.failed === 0 ? 0 : 1
}

async function build(): Promise<boolean> {
  process.stdout.write('Building what the tests need (cached)\n')
  const exitCode = await runCommand('nx', ['run-many', '-t', 'build'], { root, env: { NX_DAEMON: 'false' } })
  if (exitCode !== 0) process.stdout.write('\nThe build failed, so no test was run.\n')
  return exitCode === 0
}

async function test(args: readonly string[]): Promise<TestCount> {
  const directory = await mkdtemp(join(tmpdir(), 'tenon-test-'))
  const file = join(directory, 'report.json')
  try {
    const exitCode = await runCommand('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...args], { root })
    return judge(await readCount(file), exitCode)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function readCount(file: string): Promise<TestCount> {
  const text = await readFile(file, 'utf8').catch(() => '{"testResults":[]}')
  return countTests(JSON.parse(text) as Parameters<typeof countTests>[0])
}
