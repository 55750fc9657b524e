/** What a test run came to. */
export interface TestCount {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** The part of vitest's JSON report that is counted. */
export interface TestReport {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}

const nothing: TestCount = { passed: 0, failed: 0, skipped: 0 }

/** Counts tests, and each file that broke before it came to a failing test as one failure: what did not run did not pass. */
export function countTests(report: TestReport): TestCount {
  return report.testResults.reduce((sum, file) => add(sum, countFile(file)), nothing)
}

/** The count to announce: a run that ended badly, or that ran nothing, has failed whatever the tests say. */
export function judge(count: TestCount, exitCode: number): TestCount {
  const endedBadly = exitCode !== 0 && count.failed === 0
  const ranNothing = count.passed + count.failed === 0
  return endedBadly || ranNothing ? { ...count, failed: Math.max(count.failed, 1) } : count
}

/** The last line of a test run: `12 passed, 0 failed`, with `, 3 skipped` when there are any. */
export function countLine(count: TestCount): string {
  return `${count.passed} passed, ${count.failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ''}`
}

function countFile(file: TestReport['testResults'][number]): TestCount {
  const statuses = file.assertionResults.map((result) => result.status)
  const failed = statuses.filter((status) => status === 'failed').length
  const passed = statuses.filter((status) => status === 'passed').length
  const broken = file.status === 'failed' && failed === 0 ? 1 : 0
  return { passed, failed: failed + broken, skipped: statuses.length - passed - failed }
}

function add(a: TestCount, b: TestCount): TestCount {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}
