import { describe, expect, it } from 'vitest'
import { defineErrors, isTenonError, TenonError } from './define-errors.ts'
import { exitCodeOf, httpStatusOf } from './problem.ts'
import type { ProblemCategory } from './problem.ts'

const errors = defineErrors({
  TENANT_UNKNOWN: {
    category: 'not-found',
    title: (d: { tenant: string }) => `There is no tenant "${d.tenant}".`,
    next: (d) => `Create it with \`tenon tenant create ${d.tenant}\`.`,
  },
  VERSION_GONE: { category: 'not-found', status: 410, title: () => 'Gone.', next: () => 'Use the next one.' },
})

describe('defineErrors', () => {
  it('renders both sentences from the details and keeps the details as data', () => {
    const { problem } = errors.TENANT_UNKNOWN({ tenant: 'acme' })
    expect(problem).toEqual({
      code: 'TENANT_UNKNOWN',
      category: 'not-found',
      title: 'There is no tenant "acme".',
      next: 'Create it with `tenon tenant create acme`.',
      details: { tenant: 'acme' },
    })
  })

  it('takes the status of the category unless the code has its own', () => {
    expect(errors.TENANT_UNKNOWN({ tenant: 'acme' }).status).toBe(404)
    expect(errors.VERSION_GONE({}).status).toBe(410)
  })

  it('chains the cause', () => {
    const cause = new Error('no route to host')
    expect(errors.VERSION_GONE({}, { cause }).cause).toBe(cause)
  })

  it('says what happened and what to do in the message, for logs', () => {
    expect(errors.VERSION_GONE({}).message).toBe('Gone. Use the next one.')
  })
})

describe('isTenonError', () => {
  it('recognises an error made by another copy of this package', () => {
    const foreign = Object.assign(new Error('x'), { $tenonError: 1 })
    expect(isTenonError(foreign)).toBe(true)
    expect(isTenonError(new TenonError(errors.VERSION_GONE({}).problem as never, 410))).toBe(true)
  })

  it.each([[new Error('x')], [{ $tenonError: 1 }], [null], ['TENANT_UNKNOWN']])('refuses %o', (value) => {
    expect(isTenonError(value)).toBe(false)
  })
})

it.each(Object.keys(httpStatusOf) as ProblemCategory[])('category %s has an error status and an exit code other than 0', (category) => {
  expect(httpStatusOf[category]).toBeGreaterThanOrEqual(400)
  expect([1, 2, 3]).toContain(exitCodeOf[category])
})
