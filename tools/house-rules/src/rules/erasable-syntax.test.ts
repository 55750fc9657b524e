import { erasableSyntax } from './erasable-syntax.ts'
import { ruleTester } from './rule-tester.ts'

ruleTester.run('erasable-syntax', erasableSyntax, {
  valid: ["type Phase = 'expand' | 'contract'", "declare module 'untyped' { export const x: number }", 'declare global { interface Window { x: number } }'],
  invalid: [
    { code: 'enum Phase { Expand }', errors: [{ messageId: 'enum', line: 1, column: 1 }] },
    { code: 'namespace Stock { export const x = 1 }', errors: [{ messageId: 'namespace' }] },
  ],
})
