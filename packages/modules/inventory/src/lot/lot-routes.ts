import { defineRoute, jsonAnswer, jsonBody, pageQuery, pageSchema, problemAnswer, z } from '@tenon/module-sdk/http'
import type { InventoryRoutes } from '../scope.ts'
import { createLot } from './create-lot.ts'
import { listLots } from './list-lots.ts'
import { lotSchema, lotStockSchema, newLotSchema } from './lot.ts'

const tags = ['Lots']

const list = defineRoute({
  method: 'get', path: '/v2/lots', operationId: 'listLots', summary: 'List the stock of lots', tags,
  permission: 'inventory:stock:read',
  request: { query: pageQuery.extend({ sku: z.string().optional(), expiresBy: z.iso.date().optional() }) },
  responses: { 200: jsonAnswer('Stock by SKU, lot and location.', pageSchema(lotStockSchema)), 400: problemAnswer('REQUEST_INVALID') },
})

const create = defineRoute({
  method: 'post', path: '/v2/lots', operationId: 'createLot', summary: 'Create a lot', tags,
  permission: 'inventory:lot:write',
  request: { body: jsonBody(newLotSchema) },
  responses: { 201: jsonAnswer('The new lot.', lotSchema), 404: problemAnswer('ITEM_UNKNOWN'), 409: problemAnswer('LOT_TAKEN') },
})

/** Adds the routes of lots. */
export function addLotRoutes(routes: InventoryRoutes): void {
  routes.openapi(list, async (context) => context.json(await listLots(context.env.scope, context.req.valid('query')), 200))
  routes.openapi(create, async (context) => context.json(await createLot(context.env.scope, context.req.valid('json')), 201))
}
