import { resolve } from 'node:path'
import { ESLint } from 'eslint'
import { expect, it } from 'vitest'
import { houseRules } from './index.ts'

const root = resolve(import.meta.dirname, '../../..')
const eslint = new ESLint({ cwd: root })

async function severityOf(rule: string, file: string): Promise<number> {
  const config = (await eslint.calculateConfigForFile(resolve(root, file))) as { rules: Record<string, readonly [number, ...unknown[]] | undefined> }
  return config.rules[rule]?.[0] ?? 0
}

const rules = Object.keys(houseRules.rules ?? {}).map((rule) => `house/${rule}`)

it.each(rules)('%s is an error in the sources of a package', async (rule) => {
  expect(await severityOf(rule, 'packages/model/src/pin.ts')).toBe(2)
})

it.each([
  ['house/no-process-access', 'apps/host/src/main.ts'],
  ['house/no-process-access', 'tools/check/src/run-tests.ts'],
  ['house/no-bare-error', 'packages/model/src/pin.test.ts'],
  ['house/no-default-export', 'packages/model/tsup.config.ts'],
])('%s is off where it makes no sense: %s', async (rule, file) => {
  expect(await severityOf(rule, file)).toBe(0)
})

it.each(['import-x/no-cycle', '@typescript-eslint/no-explicit-any', '@typescript-eslint/no-non-null-assertion', '@typescript-eslint/no-floating-promises', 'max-lines'])('%s holds everywhere, tests included', async (rule) => {
  expect(await severityOf(rule, 'packages/model/src/pin.ts')).toBe(2)
  expect(await severityOf(rule, 'apps/host/src/main.ts')).toBe(2)
  expect(await severityOf(rule, 'packages/model/src/pin.test.ts')).toBe(2)
})
