import type { SigningKey } from '@tenon/model'
import { z } from 'zod'

const keysSchema = z.object({
  keys: z.array(z.object({
    keyid: z.string().min(1),
    keytype: z.string().default('ecdsa-sha2-nistp256'),
    scheme: z.string().default('ecdsa-sha2-nistp256'),
    key: z.string().regex(/^[A-Za-z0-9+/=]+$/),
    expires: z.string().nullish().transform((expires) => expires ?? null),
  })),
})

/** Signing keys as `/-/npm/v1/keys` lists them; null when it is something else. Pure. */
export function parseSigningKeys(value: unknown): readonly SigningKey[] | null {
  const parsed = keysSchema.safeParse(value)
  return parsed.success ? parsed.data.keys : null
}
