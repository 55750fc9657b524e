import type { EventDefinitions, EventPublisher } from '@tenon/module-sdk'
import { hostErrors } from '../errors/host-errors.ts'

/** What an outbox row says besides its payload. */
export interface OutboxPublisherOptions {
  readonly module: string
  readonly version: string
  /** The events of the version's manifest: others are refused. */
  readonly events: EventDefinitions
  readonly createId: () => string
}

/** The tenant is not named: the column's default takes it from the session, where the guard checks it too. */
const insertEvent = 'insert into tenon.outbox (id, module, version, name, key, payload) values ($1, $2, $3, $4, $5, $6::jsonb)'

/** Keys stand in an index. */
const longestKey = 200

/** The one method of a Prisma client the outbox needs. */
interface RawExecutor {
  $executeRawUnsafe(sql: string, ...values: readonly unknown[]): Promise<number>
}

/**
 * Makes publishers that write into the module's own transaction: an event leaves with the rows, or not at all.
 * Publishing rejects with EVENT_UNDECLARED, EVENT_PAYLOAD_INVALID, EVENT_KEY_INVALID or OUTBOX_UNAVAILABLE, and the transaction rolls back.
 */
export function outboxPublisher(options: OutboxPublisherOptions): (client: unknown) => EventPublisher<Record<string, unknown>> {
  return (client) => ({
    async publish(name, payload, { key = name } = {}) {
      if (key === '' || key.length > longestKey) throw hostErrors.EVENT_KEY_INVALID({ event: name, length: key.length })
      if (!isRawExecutor(client)) throw hostErrors.OUTBOX_UNAVAILABLE({ module: options.module })
      await client.$executeRawUnsafe(insertEvent, options.createId(), options.module, options.version, name, key, JSON.stringify(checkedPayload(options, name, payload)))
    },
  })
}

function checkedPayload({ module, events }: OutboxPublisherOptions, name: string, payload: unknown): unknown {
  const definition = events[name]
  if (definition === undefined) throw hostErrors.EVENT_UNDECLARED({ module, event: name })
  const checked = definition.payload.safeParse(payload)
  if (checked.success) return checked.data
  throw hostErrors.EVENT_PAYLOAD_INVALID({ event: name, issues: checked.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`) })
}

function isRawExecutor(client: unknown): client is RawExecutor {
  return typeof client === 'object' && client !== null && '$executeRawUnsafe' in client
}
