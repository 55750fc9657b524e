import type { Pin } from '@tenon/model'
import type { Report } from '../report.ts'
import { lineOf, renderTable } from './columns.ts'
import type { Paint } from './paint.ts'
import { dayOf } from './words.ts'

/** A pin after a module's name: `pinned ~1.2 by dana until 2027-03-01, "audit season"`. */
export function pinInWords({ range, owner, reason, expiresAt }: Pin): string {
  return `pinned ${range} by ${owner}${expiresAt === null ? '' : ` until ${dayOf(expiresAt)}`}, "${reason}"`
}

/** Every pin, one line each. */
export function renderPins(pins: readonly Pin[]): Report {
  return { json: pins, lines: pins.map(lineOfPin), page: (paint) => pageOf(pins, paint) }
}

/** One pin that was just set. */
export function renderPin(pin: Pin): Report {
  return { json: pin, lines: [lineOfPin(pin)], page: (paint) => `${paint.bold(pin.tenantId)}   ${pin.module} ${pinInWords(pin)}` }
}

function lineOfPin({ tenantId, module, range, owner, expiresAt, reason }: Pin): string {
  return lineOf(tenantId, `${module}@${range}`, owner, expiresAt === null ? 'no end' : dayOf(expiresAt), reason)
}

function pageOf(pins: readonly Pin[], paint: Paint): string {
  if (pins.length === 0) return 'Nothing is pinned. Pin a module: tenon pin acme inventory@~1.2 --reason "audit season"'
  const rows = pins.map((pin) => [paint.bold(pin.tenantId), pin.module, pin.range, pin.owner, pin.expiresAt === null ? paint.dim('no end') : dayOf(pin.expiresAt), pin.reason])
  return renderTable(['tenant', 'module', 'range', 'owner', 'until', 'reason'], rows, paint)
}
