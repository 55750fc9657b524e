import { expect, it } from 'vitest'
import { problemResponse } from './problem-response.ts'
import { requestErrors } from './request-errors.ts'

it('renders title, status, code, what to do next and the facts, by RFC 9457', async () => {
  const { problem, status } = requestErrors.PERMISSION_MISSING({ permission: 'notes:note:write' })
  const response = problemResponse(problem, status)
  expect(response.status).toBe(403)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(await response.json()).toMatchObject({
    title: problem.title,
    status: 403,
    code: 'PERMISSION_MISSING',
    next: problem.next,
    details: { permission: 'notes:note:write' },
  })
})
