import { noDefaultExport } from './no-default-export.ts'
import { ruleTester } from './rule-tester.ts'

ruleTester.run('no-default-export', noDefaultExport, {
  valid: ['export const answer = 1', 'export default defineModule(manifest, parts)'],
  invalid: [
    { code: 'export default { answer: 1 }', errors: [{ messageId: 'unnamed', line: 1, column: 1 }] },
    { code: 'export default function ship() {}', errors: [{ messageId: 'unnamed' }] },
    { code: 'export default defineSomething(manifest)', errors: [{ messageId: 'unnamed' }] },
  ],
})
