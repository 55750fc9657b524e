/** Why a module's code runs: a request, an event that arrived, a timer that fell due, or another module's call. */
export type CallCause = 'http' | 'event' | 'timer' | 'call'

/** Every cause, in the order they are shown. */
export const callCauses = ['http', 'event', 'timer', 'call'] as const satisfies readonly CallCause[]

/** Calls in flight by what caused them. */
export type CallCounts = Readonly<Record<CallCause, number>>
