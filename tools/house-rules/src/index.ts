/** The house rules that ESLint runs, and the layer check. @module */
import type { ESLint } from 'eslint'
import { erasableSyntax } from './rules/erasable-syntax.ts'
import { fileName } from './rules/file-name.ts'
import { noBareError } from './rules/no-bare-error.ts'
import { noDeepImport } from './rules/no-deep-import.ts'
import { noDefaultExport } from './rules/no-default-export.ts'
import { noForeignInstanceof } from './rules/no-foreign-instanceof.ts'
import { noOwnIndex } from './rules/no-own-index.ts'
import { noProcessAccess } from './rules/no-process-access.ts'
import { noWildcardExport } from './rules/no-wildcard-export.ts'

/** The ESLint plugin `house`. */
export const houseRules: ESLint.Plugin = {
  meta: { name: 'house' },
  rules: {
    'erasable-syntax': erasableSyntax,
    'file-name': fileName,
    'no-bare-error': noBareError,
    'no-deep-import': noDeepImport,
    'no-default-export': noDefaultExport,
    'no-foreign-instanceof': noForeignInstanceof,
    'no-own-index': noOwnIndex,
    'no-process-access': noProcessAccess,
    'no-wildcard-export': noWildcardExport,
  },
}
