import { errors } from '../errors.ts'
import { Prisma } from '../generated/prisma/client.ts'
import { quantityOf, quantityText } from '../quantity/quantity.ts'
import type { InventoryScope } from '../scope.ts'
import { itemIdOf } from './item-id-of.ts'
import { requireUnit } from './require-unit.ts'
import type { Conversion, NewConversion } from './unit.ts'

/**
 * Sets or replaces a conversion. Movements written before keep the quantities they were written with.
 * @throws CONVERSION_TO_ITSELF, CONVERSION_REVERSED, ITEM_UNKNOWN, UNIT_UNKNOWN
 */
export async function setConversion(scope: InventoryScope, { sku, from, to, factor }: NewConversion): Promise<Conversion> {
  if (from === to) throw errors.CONVERSION_TO_ITSELF({ unit: from })
  return scope.transaction(async ({ db }) => {
    const itemId = await itemIdOf(db, sku)
    for (const unit of [from, to]) await requireUnit(db, unit)
    const reversed = await db.unitConversion.findFirst({ where: { itemId, fromUnit: to, toUnit: from } })
    if (reversed !== null) throw errors.CONVERSION_REVERSED({ from: to, to: from })
    await db.$executeRaw`
      insert into ${Prisma.raw(scope.table('unit_conversion'))} (item_id, from_unit, to_unit, factor)
      values (${itemId}::uuid, ${from}, ${to}, ${factor}::numeric)
      on conflict (tenant_id, item_id, from_unit, to_unit) do update set factor = excluded.factor`
    return { sku, from, to, factor: quantityText(quantityOf(factor)) }
  })
}
