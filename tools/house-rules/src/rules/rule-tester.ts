import { RuleTester } from 'eslint'
import type { Linter } from 'eslint'
import tseslint from 'typescript-eslint'
import { describe, it } from 'vitest'

RuleTester.describe = describe
RuleTester.it = it
RuleTester.itOnly = it.only

/** ESLint's own rule tester, reading TypeScript and reporting to vitest. */
export const ruleTester = new RuleTester({ languageOptions: { parser: tseslint.parser as Linter.Parser } })
