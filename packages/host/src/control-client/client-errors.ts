import { defineErrors } from '@tenon/model'

/** Errors of a client that did not get an answer it can use. */
export const clientErrors = defineErrors({
  HOST_UNREACHABLE: {
    category: 'unavailable',
    title: (d: { host: string }) => `No host answers at ${d.host}.`,
    next: () => 'Start one with `tenon dev`, name another with --host or TENON_HOST, or go round it with --direct.',
  },
  HOST_LOST: {
    category: 'unavailable',
    title: (d: { tenant: string; operation: string }) => `The host stopped answering while operation ${d.operation} of ${d.tenant} ran.`,
    next: (d) => `The tenant is all old or all new: \`tenon status ${d.tenant}\` says which, once a host answers or with --direct.`,
  },
  HOST_ANSWER_UNUSABLE: {
    category: 'unavailable',
    title: (d: { host: string; status: number; path: string }) => `${d.host} answered ${d.status} to ${d.path}, and not as a Tenon host does.`,
    next: () => 'Check that the address is that of a Tenon host, and that no proxy stands in the way.',
  },
})
