import { describe, expect, it } from 'vitest'
import { countLine, countTests, judge } from './test-count.ts'

function file(status: string, ...tests: readonly string[]) {
  return { name: 'x.test.ts', status, assertionResults: tests.map((each) => ({ status: each })) }
}

describe('countTests', () => {
  it('adds up the tests of all files; skipped, pending and todo are skipped', () => {
    const report = { testResults: [file('failed', 'passed', 'failed'), file('passed', 'passed', 'skipped', 'pending', 'todo')] }
    expect(countTests(report)).toEqual({ passed: 2, failed: 1, skipped: 3 })
  })

  it('a file that broke before its tests is a failure', () => {
    expect(countTests({ testResults: [file('failed'), file('failed', 'passed')] })).toEqual({ passed: 1, failed: 2, skipped: 0 })
  })
})

describe('judge', () => {
  it('a run without a test has failed', () => {
    expect(judge({ passed: 0, failed: 0, skipped: 4 }, 0).failed).toBe(1)
  })

  it('a run that ended badly has failed although every test passed', () => {
    expect(judge({ passed: 9, failed: 0, skipped: 0 }, 1).failed).toBe(1)
  })

  it('a good run stands as it is', () => {
    expect(judge({ passed: 9, failed: 0, skipped: 1 }, 0)).toEqual({ passed: 9, failed: 0, skipped: 1 })
  })
})

describe('countLine', () => {
  it('names skipped tests only when there are any', () => {
    expect(countLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed')
    expect(countLine({ passed: 12, failed: 1, skipped: 3 })).toBe('12 passed, 1 failed, 3 skipped')
  })
})
