import { join } from 'node:path'
import { noOwnIndex } from './no-own-index.ts'
import { ruleTester } from './rule-tester.ts'

const filename = join(import.meta.dirname, 'anything.ts')
const index = join(import.meta.dirname, 'index.ts')

ruleTester.run('no-own-index', noOwnIndex, {
  valid: [
    { filename, code: "import { x } from './file-name.ts'" },
    { name: "a sibling folder's index is a door, not the own one", filename, code: "import { x } from '../layers/index.ts'" },
    { name: 'an index may list its own files', filename: index, code: "export { x } from './file-name.ts'" },
    { filename, code: "import { x } from '@tenon/model'" },
  ],
  invalid: [
    { filename, code: "import { x } from '../index.ts'", errors: [{ messageId: 'own', line: 1, column: 1 }] },
    { filename, code: "import { x } from './index.ts'", errors: [{ messageId: 'own' }] },
    { filename, code: "import { houseRules } from '@tenon/house-rules'", errors: [{ messageId: 'own' }] },
  ],
})
