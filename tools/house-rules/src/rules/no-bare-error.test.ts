import { noBareError } from './no-bare-error.ts'
import { ruleTester } from './rule-tester.ts'

ruleTester.run('no-bare-error', noBareError, {
  valid: [
    'throw errors.TENANT_UNKNOWN({ tenant })',
    'throw error',
    { name: 'a broken promise to the compiler may be a RangeError', code: "throw new RangeError('too long')" },
    { name: 'making one is not throwing one', code: "const cause = new Error('for a test double')" },
  ],
  invalid: [
    { code: "throw new Error('no such tenant')", errors: [{ messageId: 'bare', line: 1, column: 1 }] },
    { code: "function f() { throw Error('x') }", errors: [{ messageId: 'bare', line: 1, column: 16 }] },
  ],
})
