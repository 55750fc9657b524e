import type { SqlSession } from '@tenon/model'
import { countDeadDeliveries } from '../tables/deliveries.ts'
import { selectFailingTimers } from '../tables/timers.ts'

/** What a person should look at in the events and timers of tenants, one sentence each, by tenant. */
export async function readWorkAttention(session: SqlSession, tenantIds: readonly string[] | null): Promise<ReadonlyMap<string, readonly string[]>> {
  const dead = (await countDeadDeliveries(session, tenantIds)).map(({ tenantId, subscriber, dead: number }) => ({
    tenantId, sentence: `${number === 1 ? '1 event for' : `${number} events for`} ${subscriber} could not be handled, and later ones of the same keys wait: \`tenon events dead ${tenantId}\`.`,
  }))
  const failing = (await selectFailingTimers(session, tenantIds)).map(({ tenantId, module, name, failures, problem }) => ({
    tenantId, sentence: `The timer ${name} of ${module} failed ${failures} times in a row: ${problem ?? 'no reason is known'}.`,
  }))
  return new Map([...Map.groupBy([...dead, ...failing], ({ tenantId }) => tenantId)].map(([tenantId, items]) => [tenantId, items.map(({ sentence }) => sentence)]))
}
