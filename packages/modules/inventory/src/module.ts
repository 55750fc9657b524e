import { defineModule } from '@tenon/module-sdk'
import { createRoutes, httpOf } from '@tenon/module-sdk/http'
import { PrismaClient } from './generated/prisma/client.ts'
import { addGoneRoutes } from './http/add-gone-routes.ts'
import { addItemRoutes } from './item/item-routes.ts'
import { addLocationRoutes } from './location/location-routes.ts'
import { addLotRoutes } from './lot/lot-routes.ts'
import { manifest } from './manifest.ts'
import { addReorderRoutes } from './reorder/reorder-routes.ts'
import { addReservationRoutes } from './reservation/reservation-routes.ts'
import type { InventoryScope } from './scope.ts'
import { canReadStock } from './stock/can-read-stock.ts'
import { addMovementRoutes } from './stock/movement-routes.ts'
import { addStockRoutes } from './stock/stock-routes.ts'
import { addUnitRoutes } from './unit/unit-routes.ts'

const routes = createRoutes<InventoryScope>()
addItemRoutes(routes)
addUnitRoutes(routes)
addLocationRoutes(routes)
addLotRoutes(routes)
addMovementRoutes(routes)
addStockRoutes(routes)
addReorderRoutes(routes)
addReservationRoutes(routes)
addGoneRoutes(routes)

export default defineModule(manifest, {
  database: (adapter) => new PrismaClient({ adapter }),
  http: httpOf(routes),
  health: canReadStock,
})
