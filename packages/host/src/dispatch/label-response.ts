/** The header that says which module version answered. */
export const moduleHeader = 'tenon-module'

/** Marks an answer with the version that gave it, such as `inventory@1.2.0`. */
export function labelResponse(response: Response, label: string): Response {
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
