import { defineErrors } from '@tenon/model'
import type { CallCause } from '../dispatch/call-cause.ts'

const callInWords = { http: 'request', event: 'event', timer: 'timer', call: 'call from another module' } as const satisfies Record<CallCause, string>

/** Why a call is turned away although its version is there. */
export const guardErrors = defineErrors({
  VERSION_CIRCUIT_OPEN: {
    category: 'unavailable',
    title: (d: { tenant: string; module: string; version: string; since: string; reason: string; retryAfterSeconds: number }) =>
      `${d.module} ${d.version} is cut off for tenant "${d.tenant}" since ${d.since}: ${d.reason}.`,
    next: () => 'Look in the log for its failures, and roll the tenant back with `tenon rollback` when they stay. It is tried again by itself; nothing of this call was done.',
  },
  CALL_TIMED_OUT: {
    category: 'internal',
    status: 504,
    title: (d: { tenant: string; module: string; version: string; cause: CallCause; part: 'answer' | 'body'; budgetMs: number; waitsFor: string | null }) =>
      `${d.module} ${d.version} did not end its ${d.part === 'body' ? 'answer' : callInWords[d.cause]} for tenant "${d.tenant}" within ${d.budgetMs} ms${d.waitsFor === null ? '' : `; it waits for ${d.waitsFor}`}.`,
    next: () => 'Look whether it was done, in part or in whole, before you repeat it: it was told to stop and may still run. `tenon versions` shows how many calls have not ended.',
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
