import fc from 'fast-check'
import { expect, it } from 'vitest'
import { withFormulaGuard, withoutFormulaGuard } from './formula-guard.ts'

it('guards text that a spreadsheet would run', () => {
  expect(['=1+1', '+a', '-a', '@a', "'=1"].map(withFormulaGuard)).toEqual(["'=1+1", "'+a", "'-a", "'@a", "''=1"])
  expect(['-1', '+1.5'].map(withFormulaGuard)).toEqual(['-1', '+1.5'])
  expect(withFormulaGuard("it's 5")).toBe("it's 5")
})

it('gives every text back as it was', () => {
  const tricky = fc.string({ unit: fc.constantFrom("'", '=', '-', '@', 'a', '\t') })
  fc.assert(fc.property(fc.oneof(fc.string(), tricky), (text) => withoutFormulaGuard(withFormulaGuard(text)) === text))
})
