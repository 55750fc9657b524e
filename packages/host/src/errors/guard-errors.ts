import { defineErrors } from '@tenon/model'

/** Why a call is turned away although its version is there. */
export const guardErrors = defineErrors({
  VERSION_CIRCUIT_OPEN: {
    category: 'unavailable',
    title: (d: { tenant: string; module: string; version: string; since: string; reason: string; retryAfterSeconds: number }) =>
      `${d.module} ${d.version} is cut off for tenant "${d.tenant}" since ${d.since}: ${d.reason}.`,
    next: () => 'Look in the log for its failures, and roll the tenant back with `tenon rollback` when they stay. It is tried again by itself; nothing of this call was done.',
  },
  VERSION_BUSY: {
    category: 'unavailable',
    title: (d: { module: string; version: string; calls: number; retryAfterSeconds: number }) => `${d.module} ${d.version} has ${d.calls} calls in flight on this host, as many as it may.`,
    next: () => 'Try again in a moment; nothing of this call was done. If it stays, its calls are slow or do not end.',
  },
  TENANT_CALLS_LIMITED: {
    category: 'limit',
    status: 429,
    title: (d: { tenant: string; module: string; version: string; calls: number; retryAfterSeconds: number }) => `Tenant "${d.tenant}" has ${d.calls} calls of ${d.module} ${d.version} in flight on this host, as many as it may.`,
    next: () => 'Send fewer calls at once, and this one again in a moment; nothing of it was done.',
  },
})
