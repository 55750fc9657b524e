import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { houseRules } from '../index.ts'

const files = readdirSync(import.meta.dirname)
const rules = Object.keys(houseRules.rules ?? {})

it('every rule has a file of its name and a test, and every test is of a rule in the plugin', () => {
  const tested = files.filter((file) => file.endsWith('.test.ts') && file !== 'house-rules.test.ts').map((file) => file.replace('.test.ts', ''))
  expect(rules.toSorted()).toEqual(tested.toSorted())
  expect(rules.filter((rule) => !files.includes(`${rule}.ts`))).toEqual([])
})

it('every message of every rule says something', () => {
  const messages = Object.values(houseRules.rules ?? {}).flatMap((rule) => Object.values(rule.meta?.messages ?? {}))
  expect(messages.filter((message) => message.length < 20)).toEqual([])
})
