import { defineManifest } from '@tenon/module-sdk'
import { z } from '@tenon/module-sdk/http'
import { lowStockSchema } from './reorder/reorder-point.ts'
import { movementSchema } from './stock/movement.ts'

/** What inventory is: its permissions, settings and events. */
export const manifest = defineManifest({
  name: 'inventory',
  title: 'Inventory',
  description: 'Items, locations, lots, reservations, and append-only stock movements in any unit of measure.',
  provides: [{ name: 'stock', version: '2.0' }],
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
    'inventory:unit:manage': 'Create units of measure and set conversions.',
    'inventory:stock:read': 'See stock on hand, lots and movements.',
    'inventory:stock:write': 'Receive, ship and transfer stock.',
    'inventory:stock:adjust': 'Correct stock: adjust, count and import movements.',
  },
  settings: z.object({
    allowNegativeStock: z.boolean().default(false).describe('Let stock on hand fall below zero, for tenants that ship before they book receipts.'),
    defaultUnit: z.string().trim().min(1).max(16).default('each').describe('Base unit of an item that is created without one.'),
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
