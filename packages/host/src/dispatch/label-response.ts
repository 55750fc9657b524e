/** The header that says which module version answered. */
export const moduleHeader = 'tenon-module'

/**
 * What a server may hand over beside the request. `@hono/node-server` passes its own response: the
 * label then goes straight into it. Changing the headers of its `Response` instead would turn a
 * plain record into `Headers` and back, 2 us of the 13 that a whole request costs.
 */
export interface Platform {
  readonly outgoing?: {
    setHeader(name: string, value: string): unknown
    once?(event: 'close', listen: () => void): unknown
  }
}

/** Marks an answer with the version that gave it, such as `inventory@1.2.0`. */
export function labelResponse(response: Response, label: string, platform: Platform | undefined): Response {
  if (platform?.outgoing === undefined) return labelHeaders(response, label)
  platform.outgoing.setHeader(moduleHeader, label)
  return response
}

function labelHeaders(response: Response, label: string): Response {
  try {
    response.headers.set(moduleHeader, label)
    return response
  } catch {
    // Answers of `fetch` and `Response.redirect` have headers that cannot be changed.
    const copy = new Response(response.body, response)
    copy.headers.set(moduleHeader, label)
    return copy
  }
}
