import { csvAnswer, defineRoute, jsonAnswer, pageQuery, pageSchema, problemAnswer, z } from '@tenon/module-sdk/http'
import { csvResponse } from '../csv/csv-response.ts'
import type { InventoryRoutes } from '../scope.ts'
import { exportStock } from './export-stock.ts'
import { listStock, stockSchema } from './list-stock.ts'

const tags = ['Stock']

const list = defineRoute({
  method: 'get', path: '/v2/stock', operationId: 'listStock', summary: 'List stock on hand', tags,
  permission: 'inventory:stock:read',
  request: { query: pageQuery.extend({ sku: z.string().optional(), location: z.string().optional() }) },
  responses: { 200: jsonAnswer('Stock by SKU and location.', pageSchema(stockSchema)), 400: problemAnswer('REQUEST_INVALID') },
})

const exportCsv = defineRoute({
  method: 'get', path: '/v2/stock.csv', operationId: 'exportStock', summary: 'Export stock on hand as CSV', tags,
  permission: 'inventory:stock:read',
  responses: { 200: csvAnswer('Columns sku, location, onHand, reserved, available, unit.') },
})

/** Adds the routes of stock on hand. */
export function addStockRoutes(routes: InventoryRoutes): void {
  routes.openapi(list, async (context) => context.json(await listStock(context.env.scope, context.req.valid('query')), 200))
  routes.openapi(exportCsv, async (context) => csvResponse('stock.csv', await exportStock(context.env.scope)))
}
