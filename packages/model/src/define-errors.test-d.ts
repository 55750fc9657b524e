import { expectTypeOf, test } from 'vitest'
import { defineErrors } from './define-errors.ts'
import type { TenonError } from './define-errors.ts'

const errors = defineErrors({
  TENANT_UNKNOWN: { category: 'not-found', title: (d: { tenant: string }) => d.tenant, next: () => 'Create it.' },
})

test('a factory asks for the details of its code and makes an error of that code', () => {
  expectTypeOf(errors.TENANT_UNKNOWN).parameter(0).toEqualTypeOf<{ tenant: string }>()
  expectTypeOf(errors.TENANT_UNKNOWN).returns.toEqualTypeOf<TenonError<'TENANT_UNKNOWN'>>()
})

test('a code that was not defined has no factory', () => {
  // @ts-expect-error -- the table has no such code
  void errors.TENANT_UNKNWON
})

test('a category outside the closed set is refused', () => {
  // @ts-expect-error -- not a category
  defineErrors({ X: { category: 'teapot', title: () => '', next: () => '' } })
})
