import type { Problem } from '@tenon/model'

/** Renders a problem as `application/problem+json` (RFC 9457), with `code`, `category`, `next` and `details` as extension members. */
export function problemResponse(problem: Problem, status: number): Response {
  const body = { type: `urn:tenon:problem:${problem.code}`, title: problem.title, status, code: problem.code, category: problem.category, next: problem.next, details: problem.details }
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } })
}
