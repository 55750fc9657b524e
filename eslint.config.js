import { createNodeResolver, importX } from 'eslint-plugin-import-x'
import tseslint from 'typescript-eslint'
import { houseRules } from './tools/house-rules/src/index.ts'

const tests = ['**/*.test.ts', '**/*.test-d.ts', '**/test/**/*.ts']
const configs = ['**/*.config.{ts,js,mjs}', 'tsup.base.ts']
const shells = ['apps/**', 'tools/**', 'examples/**', 'packages/module-sdk/src/build/main.ts']

/**
 * Lint is where the house style is executed. Rules that need types are few, because a type-aware
 * rule costs a whole program per package: only those that catch a lost promise or a forgotten case.
 */
export default tseslint.config(
  { ignores: ['**/node_modules/', '**/dist/', '**/.next/', '**/generated/', '.nx/', '.tenon/', '**/next-env.d.ts', 'releases/', '**/fixtures/', 'apps/create-tenon-module/template/'] },
  {
    files: ['**/*.{ts,tsx,js,mjs}'],
    extends: [tseslint.configs.base],
    plugins: { house: houseRules, 'import-x': importX },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    settings: {
      'import-x/extensions': ['.ts', '.tsx'],
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.js'], conditionNames: ['tenon-source', 'node', 'import', 'default'] })],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
    },
    rules: {
      'house/erasable-syntax': 'error',
      'house/file-name': 'error',
      'house/no-bare-error': 'error',
      'house/no-deep-import': 'error',
      'house/no-default-export': 'error',
      'house/no-foreign-instanceof': 'error',
      'house/no-own-index': 'error',
      'house/no-process-access': 'error',
      'house/no-wildcard-export': 'error',
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-self-import': 'error',
      eqeqeq: ['error', 'always'],
      'max-depth': ['error', 3],
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
      'max-params': ['error', 3],
      'no-var': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    ignores: configs,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  { files: shells, rules: { 'house/no-process-access': 'off' } },
  {
    files: tests,
    rules: { 'house/no-bare-error': 'off', 'house/no-process-access': 'off', 'house/no-own-index': 'off', 'max-lines-per-function': 'off', 'max-params': 'off' },
  },
  { files: ['**/*.test-d.ts'], rules: { '@typescript-eslint/no-unused-vars': 'off' } },
  { files: configs, rules: { 'house/no-default-export': 'off', 'house/no-deep-import': 'off', 'house/no-process-access': 'off' } },
  { files: ['examples/next/**'], rules: { 'house/no-default-export': 'off' } },
)
