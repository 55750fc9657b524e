import { defineErrors } from '@tenon/model'
import { findingInWords } from './suite/module-finding.ts'
import type { ModuleFinding } from './suite/module-finding.ts'

/** What can go wrong in tests before the test itself begins, and how the suite says what it found. */
export const testKitErrors = defineErrors({
  TEST_SERVER_MISSING: {
    category: 'precondition',
    title: (d: { reason: string }) => `There is no PostgreSQL server for this test: ${d.reason}`,
    next: () => 'Name the file *.pg.test.ts so that it runs in a project with a PostgreSQL set-up, and create databases in beforeAll, which skipped files do not reach.',
  },
  MODULE_NOT_BUILT: {
    category: 'precondition',
    title: (d: { file: string; reason: string }) => `The module cannot be tested: ${d.file} cannot be read (${d.reason}).`,
    next: () => 'Build the module first: its tests look at what is published, not at its sources.',
  },
  MODULE_NOT_CONFORMING: {
    category: 'invalid-input',
    title: (d: { check: string; findings: readonly ModuleFinding[] }) => `${d.check}: ${d.findings.length === 1 ? 'one finding' : `${d.findings.length} findings`}.\n\n${d.findings.map(findingInWords).join('\n\n')}\n`,
    next: () => 'Each finding says what to do about it; docs/guides/testing-a-module.md has an example of each.',
  },
  TEST_MOVE_FAILED: {
    category: 'conflict',
    title: (d: { tenant: string; module: string; reason: string }) => `The move of ${d.module} for ${d.tenant} failed: ${d.reason}`,
    next: () => 'The tenant is as it was. Correct what the sentence names; a failed move that the test expects is a value of registry.apply.',
  },
})
