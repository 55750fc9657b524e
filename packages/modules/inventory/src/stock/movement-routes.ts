import { csvAnswer, csvBody, defineRoute, jsonAnswer, jsonBody, pageQuery, pageSchema, problemAnswer, z } from '@tenon/module-sdk/http'
import { csvResponse } from '../csv/csv-response.ts'
import type { InventoryRoutes } from '../scope.ts'
import { adjust } from './adjust.ts'
import { count } from './count.ts'
import { exportMovements } from './export-movements.ts'
import { importMovements } from './import-movements.ts'
import { listMovements } from './list-movements.ts'
import { adjustmentSchema, movementSchema, shipOrderSchema, stockCountSchema, stockOrderSchema, transferOrderSchema } from './movement.ts'
import { receive } from './receive.ts'
import { ship } from './ship.ts'
import { transfer } from './transfer.ts'

const tags = ['Movements']
const unknownNames = problemAnswer('ITEM_UNKNOWN', 'LOCATION_UNKNOWN', 'LOT_UNKNOWN')
const unmeasured = problemAnswer('UNIT_MISMATCH', 'QUANTITY_TOO_FINE')
const written = jsonAnswer('The movement that was written.', movementSchema)

const list = defineRoute({
  method: 'get', path: '/v2/movements', operationId: 'listMovements', summary: 'List movements, newest first', tags,
  permission: 'inventory:stock:read',
  request: { query: pageQuery.extend({ sku: z.string().optional(), location: z.string().optional() }) },
  responses: { 200: jsonAnswer('Movements, newest first.', pageSchema(movementSchema)), 400: problemAnswer('REQUEST_INVALID') },
})

const receiveRoute = defineRoute({
  method: 'post', path: '/v2/movements/receive', operationId: 'receive', summary: 'Receive stock', tags,
  permission: 'inventory:stock:write',
  request: { body: jsonBody(stockOrderSchema) },
  responses: { 201: written, 404: unknownNames, 409: problemAnswer('STOCK_LIMIT'), 422: unmeasured },
})

const shipRoute = defineRoute({
  method: 'post', path: '/v2/movements/ship', operationId: 'ship', summary: 'Ship stock', tags,
  permission: 'inventory:stock:write',
  request: { body: jsonBody(shipOrderSchema) },
  responses: {
    201: written,
    404: problemAnswer('ITEM_UNKNOWN', 'LOCATION_UNKNOWN', 'LOT_UNKNOWN', 'RESERVATION_UNKNOWN'),
    409: problemAnswer('INSUFFICIENT_STOCK', 'LOT_EXPIRED', 'RESERVATION_CLOSED', 'RESERVATION_MISMATCH'),
    422: unmeasured,
  },
})

const transferRoute = defineRoute({
  method: 'post', path: '/v2/movements/transfer', operationId: 'transfer', summary: 'Transfer stock between locations', tags,
  permission: 'inventory:stock:write',
  request: { body: jsonBody(transferOrderSchema) },
  responses: {
    201: jsonAnswer('Both sides of the transfer.', z.object({ movements: z.array(movementSchema) })),
    400: problemAnswer('TRANSFER_TO_ITSELF'), 404: unknownNames, 409: problemAnswer('INSUFFICIENT_STOCK', 'STOCK_LIMIT'), 422: unmeasured,
  },
})

const adjustRoute = defineRoute({
  method: 'post', path: '/v2/movements/adjust', operationId: 'adjust', summary: 'Correct stock by a quantity', tags,
  permission: 'inventory:stock:adjust',
  request: { body: jsonBody(adjustmentSchema) },
  responses: { 201: written, 404: unknownNames, 409: problemAnswer('INSUFFICIENT_STOCK', 'STOCK_LIMIT'), 422: unmeasured },
})

const countRoute = defineRoute({
  method: 'post', path: '/v2/movements/count', operationId: 'count', summary: 'Set stock to what was counted', tags,
  permission: 'inventory:stock:adjust',
  request: { body: jsonBody(stockCountSchema) },
  responses: { 201: written, 404: unknownNames, 409: problemAnswer('STOCK_LIMIT'), 422: unmeasured },
})

const exportCsv = defineRoute({
  method: 'get', path: '/v2/movements.csv', operationId: 'exportMovements', summary: 'Export movements as CSV', tags,
  permission: 'inventory:stock:read',
  responses: { 200: csvAnswer('Columns id, occurredAt, kind, sku, location, quantity, unit, group, lot, reference; oldest first.') },
})

const importCsv = defineRoute({
  method: 'post', path: '/v2/movements.csv', operationId: 'importMovements', summary: 'Import movements from CSV, all or none', tags,
  permission: 'inventory:stock:adjust',
  request: { body: csvBody },
  responses: {
    200: jsonAnswer('How many movements were written.', z.object({ imported: z.number().int() })),
    400: problemAnswer('CSV_MALFORMED'),
    422: problemAnswer('IMPORT_REFUSED'),
  },
})

/** Adds the routes of movements. */
export function addMovementRoutes(routes: InventoryRoutes): void {
  routes.openapi(list, async (context) => context.json(await listMovements(context.env.scope, context.req.valid('query')), 200))
  routes.openapi(receiveRoute, async (context) => context.json(await receive(context.env.scope, context.req.valid('json')), 201))
  routes.openapi(shipRoute, async (context) => context.json(await ship(context.env.scope, context.req.valid('json')), 201))
  routes.openapi(transferRoute, async (context) => context.json({ movements: await transfer(context.env.scope, context.req.valid('json')) }, 201))
  routes.openapi(adjustRoute, async (context) => context.json(await adjust(context.env.scope, context.req.valid('json')), 201))
  routes.openapi(countRoute, async (context) => context.json(await count(context.env.scope, context.req.valid('json')), 201))
  routes.openapi(exportCsv, async (context) => csvResponse('movements.csv', await exportMovements(context.env.scope)))
  routes.openapi(importCsv, async (context) => context.json(await importMovements(context.env.scope, await context.req.text()), 200))
}
