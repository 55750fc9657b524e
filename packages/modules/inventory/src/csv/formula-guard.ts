const formula = /^'*[=+\-@\t\r]/
const guardedFormula = /^'+[=+\-@\t\r]/
const number = /^[+-]?\d+(\.\d+)?$/

/** Text that a spreadsheet will not run as a formula: a quote mark goes before text that starts like one, numbers excepted. */
export function withFormulaGuard(value: string): string {
  return formula.test(value) && !number.test(value) ? `'${value}` : value
}

/** The text as it was before `withFormulaGuard`. */
export function withoutFormulaGuard(value: string): string {
  return guardedFormula.test(value) ? value.slice(1) : value
}
