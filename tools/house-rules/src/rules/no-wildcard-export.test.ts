import { noWildcardExport } from './no-wildcard-export.ts'
import { ruleTester } from './rule-tester.ts'

ruleTester.run('no-wildcard-export', noWildcardExport, {
  valid: ["export { ship } from './ship.ts'", "export type { Ship } from './ship.ts'"],
  invalid: [
    { code: "export * from './ship.ts'", errors: [{ messageId: 'wildcard', line: 1, column: 1 }] },
    { code: "export * as stock from './ship.ts'", errors: [{ messageId: 'wildcard' }] },
  ],
})
