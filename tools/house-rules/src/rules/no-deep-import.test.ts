import { join } from 'node:path'
import { noDeepImport } from './no-deep-import.ts'
import { ruleTester } from './rule-tester.ts'

const filename = join(import.meta.dirname, 'anything.ts')

ruleTester.run('no-deep-import', noDeepImport, {
  valid: [
    { filename, code: "import { defineErrors } from '@tenon/model'" },
    { filename, code: "import { readMigrations } from '@tenon/module-sdk/build'" },
    { name: 'a path inside the same package', filename, code: "import { x } from '../layers/check-layers.ts'" },
  ],
  invalid: [
    { filename, code: "import { x } from '@tenon/model/src/json.ts'", errors: [{ messageId: 'inside', line: 1, column: 1 }] },
    { filename, code: "export { x } from '@tenon/model/dist/index.js'", errors: [{ messageId: 'inside' }] },
    { filename, code: "const x = await import('../../../reports/src/main.ts')", errors: [{ messageId: 'outside', line: 1, column: 17 }] },
  ],
})
