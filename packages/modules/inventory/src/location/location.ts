import { z } from '@tenon/module-sdk/http'
import type { Location as LocationRow } from '../generated/prisma/client.ts'

/** What people call a location. */
export const locationCodeSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1 to 64 letters, digits, dots, dashes or underscores')
  .openapi({ example: 'MAIN' })

/** A new location. */
export const newLocationSchema = z.object({ code: locationCodeSchema, name: z.string().trim().min(1).max(200) }).openapi('NewLocation')

/** A location as callers see it. */
export const locationSchema = z.object({ code: z.string(), name: z.string(), createdAt: z.iso.datetime() }).openapi('Location')

export type NewLocation = z.output<typeof newLocationSchema>
export type Location = z.output<typeof locationSchema>

/** A location as callers see it, from its row. */
export function locationOf(row: LocationRow): Location {
  return { code: row.code, name: row.name, createdAt: row.createdAt.toISOString() }
}
