import { defineErrors } from '@tenon/module-sdk'

/** The errors of billing. Codes are part of its API. */
export const errors = defineErrors({
  INVOICE_UNKNOWN: {
    category: 'not-found',
    title: (d: { code: string }) => `None of the invoices has the code "${d.code}".`,
    next: () => 'Look for the code in the list, or create it.',
  },
  INVOICE_TAKEN: {
    category: 'conflict',
    title: (d: { code: string }) => `One of the invoices has the code "${d.code}" already.`,
    next: () => 'Choose another code.',
  },
  NAME_TOO_LONG: {
    category: 'invalid-input',
    title: (d: { length: number; limit: number }) => `The name has ${d.length} characters, of which ${d.limit} are allowed.`,
    next: () => 'Shorten it, or let an administrator raise nameLimit.',
  },
})
