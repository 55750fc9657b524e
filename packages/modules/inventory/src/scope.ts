import type { EventsOf, Scope, SettingsOf, TransactionScope } from '@tenon/module-sdk'
import type { Routes } from '@tenon/module-sdk/http'
import type { PrismaClient } from './generated/prisma/client.ts'
import type { manifest } from './manifest.ts'

type Events = EventsOf<typeof manifest>

/** What a use case of inventory may touch. */
export type InventoryScope = Scope<PrismaClient, SettingsOf<typeof manifest>, Events>

/** What a use case gets inside `scope.transaction`. */
export type InventoryTransaction = TransactionScope<PrismaClient, Events>

/** The router that inventory's routes are added to. */
export type InventoryRoutes = Routes<InventoryScope>
