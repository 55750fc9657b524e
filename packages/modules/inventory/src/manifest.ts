import { defineManifest } from '@tenon/module-sdk'
import { z } from '@tenon/module-sdk/http'
import { lowStockSchema } from './reorder/reorder-point.ts'
import { movementSchema } from './stock/movement.ts'

/** What inventory is: its permissions, settings and events. */
export const manifest = defineManifest({
  name: 'inventory',
  title: 'Inventory',
  description: 'Items, locations, lots, reservations, and append-only stock movements that tell when to order more.',
  provides: [{ name: 'stock', version: '1.2' }],
  permissions: {
    'inventory:item:read': 'See items.',
    'inventory:item:write': 'Create, change and import items.',
    'inventory:location:read': 'See locations.',
    'inventory:location:write': 'Create locations.',
    'inventory:lot:write': 'Create lots.',
    'inventory:reorder:read': 'See reorder points.',
    'inventory:reorder:write': 'Set and remove reorder points.',
    'inventory:reservation:read': 'See reservations.',
    'inventory:reservation:write': 'Reserve stock and release reservations.',
    'inventory:stock:read': 'See stock on hand, lots and movements.',
    'inventory:stock:write': 'Receive, ship and transfer stock.',
    'inventory:stock:adjust': 'Correct stock: adjust, count and import movements.',
  },
  settings: z.object({
    allowNegativeStock: z.boolean().default(false).describe('Let stock on hand fall below zero, for tenants that ship before they book receipts.'),
  }),
  events: {
    'inventory.stock.moved': {
      description: 'Movements were written. Those of one command arrive together, at most 500 in one event.',
      payload: z.object({ movements: z.array(movementSchema) }),
    },
    'inventory.stock.low': {
      description: 'A movement took stock from above its reorder point to it or below.',
      payload: lowStockSchema,
    },
  },
})
