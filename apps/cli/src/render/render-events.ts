import type { Delivery, PublishedEvent, TimerState } from '@tenon/registry'
import type { Report } from '../report.ts'
import { lineOf, renderTable } from './columns.ts'
import { instantInWords } from './words.ts'

/** Events of a tenant, one row each, with what became of them. */
export function renderEvents(events: readonly PublishedEvent[], deliveries: readonly Delivery[], tenantId: string): Report {
  const byEvent = Map.groupBy(deliveries, ({ eventId }) => eventId)
  const endsOf = ({ id }: PublishedEvent) => (byEvent.get(id) ?? []).map(({ subscriber, state }) => `${subscriber} ${state}`).join(', ') || 'nobody listens'
  return {
    json: events.map((event) => ({ ...event, deliveries: byEvent.get(event.id) ?? [] })),
    lines: events.map((event) => lineOf(tenantId, event.createdAt, event.name, event.key, `${event.module}@${event.version}`, endsOf(event), event.id)),
    page: (paint) => events.length === 0
      ? `No module of ${tenantId} has published an event, or all are past their time.`
      : renderTable(['published (UTC)', 'event', 'key', 'by', 'delivered to', 'id'], events.map((event) => [
        instantInWords(event.createdAt), paint.bold(event.name), event.key, `${event.module} ${event.version}`, endsOf(event), paint.dim(event.id),
      ]), paint),
  }
}

/** Deliveries that stopped, with the reason. */
export function renderDeliveries(deliveries: readonly Delivery[], tenantId: string): Report {
  return {
    json: deliveries,
    lines: deliveries.map((it) => lineOf(tenantId, it.eventId, it.subscriber, it.name, it.key, it.state, it.attempt, it.problem)),
    page: (paint) => deliveries.length === 0
      ? `No event of ${tenantId} is dead: everything was handled, or is still being tried.`
      : [
        renderTable(['event', 'key', 'module', 'ran on', 'attempts', 'problem', 'id'], deliveries.map((it) => [
          paint.bold(it.name), it.key, it.subscriber, it.version ?? '', String(it.attempt), paint.red(it.problem ?? ''), it.eventId,
        ]), paint),
        paint.dim(`Later events of these keys wait. When the cause is mended: tenon events replay ${tenantId} <id> <module> --reason ...`),
      ].join('\n'),
  }
}

/** What a delivery is now. */
export function renderDelivery(delivery: Delivery): Report {
  const { tenantId, eventId, subscriber, name, state } = delivery
  const words = state === 'discarded' ? 'given up; later events of its key go on' : 'is tried again now'
  return {
    json: delivery,
    lines: [lineOf(tenantId, eventId, subscriber, name, state)],
    page: (paint) => `${paint.bold(tenantId)}   ${name} for ${subscriber} ${words}`,
  }
}

/** Timers of a tenant, one row each. */
export function renderTimers(timers: readonly TimerState[], tenantId: string): Report {
  const at = (instant: string | null) => (instant === null ? 'never' : instantInWords(instant))
  return {
    json: timers,
    lines: timers.map((it) => lineOf(tenantId, it.module, it.name, it.lastRunAt ?? 'never', it.nextRunAt ?? 'never', it.failures, it.problem)),
    page: (paint) => timers.length === 0
      ? `No module of ${tenantId} has a timer.`
      : renderTable(['module', 'timer', 'last run (UTC)', 'next run (UTC)', 'failures', 'problem'], timers.map((it) => [
        paint.bold(it.module), it.name, at(it.lastRunAt), at(it.nextRunAt), it.failures === 0 ? '' : paint.red(String(it.failures)), it.problem ?? '',
      ]), paint),
  }
}
