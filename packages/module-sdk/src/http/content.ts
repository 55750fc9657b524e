import { z } from '@hono/zod-openapi'

/** The shape of every problem+json answer (RFC 9457). */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    category: z.string(),
    next: z.string(),
    details: z.record(z.string(), z.unknown()),
  })
  .openapi('Problem')

interface JsonContent<Schema extends z.ZodType> {
  readonly content: { readonly 'application/json': { readonly schema: Schema } }
}

/** A JSON request body that must be there: an absent or mistyped body is refused, never skipped. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema): JsonContent<Schema> & { readonly required: true } {
  return { required: true, content: { 'application/json': { schema } } }
}

/** A JSON answer. */
export function jsonAnswer<Schema extends z.ZodType>(description: string, schema: Schema): JsonContent<Schema> & { readonly description: string } {
  return { description, content: { 'application/json': { schema } } }
}

/** A request body of comma separated values, read by the handler with `context.req.text()`. */
export const csvBody = { required: true, content: { 'text/csv': { schema: z.string() } } } as const

/** An answer of comma separated values. */
export function csvAnswer(description: string): { readonly description: string; readonly content: { readonly 'text/csv': { readonly schema: z.ZodString } } } {
  return { description, content: { 'text/csv': { schema: z.string() } } }
}

/**
 * A problem+json answer for the OpenAPI document. Handlers throw their errors, so it does not
 * widen what a handler may return.
 * @param codes - the error codes a caller may meet, such as `ITEM_UNKNOWN`
 */
export function problemAnswer(...codes: readonly string[]): {
  readonly description: string
  readonly content: { readonly 'application/problem+json': { readonly schema: typeof problemSchema } }
} {
  return { description: codes.join(', '), content: { 'application/problem+json': { schema: problemSchema } } }
}
