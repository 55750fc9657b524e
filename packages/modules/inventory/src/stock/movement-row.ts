import type { Movement as MovementRow } from '../generated/prisma/client.ts'
import { quantityText } from '../quantity/quantity.ts'
import { movementKindSchema } from './movement.ts'
import type { Movement } from './movement.ts'

/** What of a movement's item, location and lot callers see. */
export const movementNames = { item: { select: { sku: true, unit: true } }, location: { select: { code: true } }, lot: { select: { code: true } } } as const

/** A movement row read with `movementNames`. */
export interface NamedMovementRow extends MovementRow {
  readonly item: { readonly sku: string; readonly unit: string }
  readonly location: { readonly code: string }
  readonly lot: { readonly code: string } | null
}

/** A movement as callers see it, from its row. */
export function movementOf(row: NamedMovementRow): Movement {
  return {
    id: String(row.id),
    kind: movementKindSchema.parse(row.kind),
    sku: row.item.sku,
    location: row.location.code,
    quantity: quantityText(row.quantity),
    baseUnit: row.item.unit,
    unit: row.unit,
    unitQuantity: quantityText(row.unitQuantity),
    group: row.groupId,
    lot: row.lot?.code ?? null,
    reference: row.reference,
    occurredAt: row.occurredAt.toISOString(),
  }
}
