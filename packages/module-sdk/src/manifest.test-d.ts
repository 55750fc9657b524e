import { expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { defineManifest } from './manifest.ts'
import type { EventsOf, SettingsOf } from './manifest.ts'

const manifest = defineManifest({
  name: 'inventory',
  title: 'Inventory',
  description: 'Items and stock.',
  permissions: { 'inventory:item:read': 'See items.' },
  settings: z.object({ allowNegativeStock: z.boolean().default(false), pageSize: z.coerce.number().default(50) }),
  events: {
    'inventory.stock.low': { description: 'Stock fell below its reorder point.', payload: z.object({ sku: z.string(), at: z.coerce.date<string>() }) },
  },
})

test('settings are what a module reads: defaults filled in, nothing optional', () => {
  expectTypeOf<SettingsOf<typeof manifest>>().toEqualTypeOf<{ allowNegativeStock: boolean; pageSize: number }>()
})

test('events are what a module publishes: the payload before it is parsed', () => {
  expectTypeOf<EventsOf<typeof manifest>>().toEqualTypeOf<{ readonly 'inventory.stock.low': { sku: string; at: string } }>()
})

test('a module without events has none', () => {
  const quiet = defineManifest({ name: 'quiet', title: 'Quiet', description: 'Says nothing.', permissions: {}, settings: z.object({}), events: {} })
  expectTypeOf<keyof EventsOf<typeof quiet>>().toEqualTypeOf<never>()
})

test('settings must be an object schema', () => {
  // @ts-expect-error -- a string is no set of settings
  defineManifest({ name: 'x', title: '', description: '', permissions: {}, settings: z.string(), events: {} })
})
