import { clientTypes } from '@tenon/model'
import type { DesiredState } from '@tenon/model'
import { z } from 'zod'

const channel = z.enum(['stable', 'beta'])
const text = z.string().regex(/\S/, 'is empty')
/** A day means its first moment, UTC. */
const instant = text.refine((value) => /^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value)), 'is not a date, such as 2027-03-01').transform((value) => new Date(value).toISOString())

const pin = z.strictObject({ range: text, owner: text, reason: text, expires: instant.exactOptional() })
const module = z.strictObject({
  version: text.exactOptional(), channel: channel.exactOptional(), pin: pin.exactOptional(), grants: z.array(text).exactOptional(), settings: z.record(z.string(), z.unknown()).exactOptional(),
})
const tenant = z.strictObject({
  name: text.exactOptional(), organization: text.exactOptional(), clientType: z.enum(clientTypes).exactOptional(), tags: z.array(text).exactOptional(),
  channel: channel.exactOptional(), modules: z.record(z.string(), module).exactOptional(),
})

/** What a file of desired state may say. */
export const desiredFileSchema = z.strictObject({
  organizations: z.record(z.string(), z.strictObject({ name: text.exactOptional() })).exactOptional(),
  tenants: z.record(z.string(), tenant).exactOptional(),
}) satisfies z.ZodType<DesiredState>
