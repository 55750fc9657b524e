import type { EventsOf, Scope, SettingsOf } from '@tenon/module-sdk'
import type { Routes } from '@tenon/module-sdk/http'
import type { PrismaClient } from './generated/prisma/client.ts'
import type { manifest } from './manifest.ts'

/** What a use case of billing may touch. */
export type BillingScope = Scope<PrismaClient, SettingsOf<typeof manifest>, EventsOf<typeof manifest>>

/** The router that the routes of billing are added to. */
export type BillingRoutes = Routes<BillingScope>
