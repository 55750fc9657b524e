import { defineErrors } from '@tenon/model'

/** Errors the control API answers by itself. Those of the registry and of access control pass through unchanged. */
export const controlErrors = defineErrors({
  API_ROUTE_UNKNOWN: {
    category: 'not-found',
    title: (d: { method: string; path: string }) => `The control API has no ${d.method} ${d.path}.`,
    next: () => 'Look at /api/openapi.json for the routes it has.',
  },
  CONTROL_FAILED: {
    category: 'internal',
    title: () => 'The control API failed to answer.',
    next: () => "Look in the host's log for the request; nothing was reported as done.",
  },
})
