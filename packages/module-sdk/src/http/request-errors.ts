import { defineErrors } from '@tenon/model'

/** One thing wrong with a request. */
export interface RequestIssue {
  /** Where: `body.quantity`, `query.limit`. */
  readonly path: string
  readonly message: string
}

/** Errors every module answers in the same words. */
export const requestErrors = defineErrors({
  REQUEST_INVALID: {
    category: 'invalid-input',
    title: (d: { issues: readonly RequestIssue[] }) => `The request does not fit: ${d.issues.map((issue) => `${issue.path} ${issue.message}`).join('; ')}.`,
    next: () => 'Correct the named fields; the OpenAPI document shows what fits.',
  },
  BODY_MALFORMED: {
    category: 'invalid-input',
    title: () => 'The request body is not valid JSON.',
    next: () => 'Send JSON with the content type application/json.',
  },
  ROUTE_UNKNOWN: {
    category: 'not-found',
    title: (d: { method: string; path: string; version: string }) => `Version ${d.version} has no ${d.method} ${d.path}.`,
    next: () => "Look at the tenant's OpenAPI document for the routes of its locked version.",
  },
  PERMISSION_MISSING: {
    category: 'forbidden',
    title: (d: { permission: string }) => `This needs the permission ${d.permission}.`,
    next: () => 'Ask an administrator of the tenant to grant it.',
  },
  PERMISSION_NOT_GRANTED: {
    category: 'forbidden',
    title: (d: { permission: string; tenant: string; module: string }) => `${d.tenant} has not granted ${d.permission} to its ${d.module}, so nobody there may do this yet.`,
    next: (d) => `Ask an administrator of ${d.tenant} to grant it: \`tenon grant ${d.tenant} ${d.module} ${d.permission} --reason ...\`. It is on at once, without a new version.`,
  },
  UNEXPECTED: {
    category: 'internal',
    title: () => 'The module failed to answer.',
    next: () => 'Try again; if it stays, look in the log for the request.',
  },
})
