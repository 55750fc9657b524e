import { defineRoute, jsonAnswer, jsonBody, pageQuery, pageSchema, problemAnswer } from '@tenon/module-sdk/http'
import type { InventoryRoutes } from '../scope.ts'
import { listReorderPoints } from './list-reorder-points.ts'
import { newReorderPointSchema, reorderPlaceSchema, reorderPointSchema } from './reorder-point.ts'
import { removeReorderPoint } from './remove-reorder-point.ts'
import { setReorderPoint } from './set-reorder-point.ts'

const tags = ['Reorder points']

const list = defineRoute({
  method: 'get', path: '/v2/reorder-points', operationId: 'listReorderPoints', summary: 'List reorder points', tags,
  permission: 'inventory:reorder:read',
  request: { query: pageQuery },
  responses: { 200: jsonAnswer('Reorder points by SKU and location.', pageSchema(reorderPointSchema)), 400: problemAnswer('REQUEST_INVALID') },
})

const set = defineRoute({
  method: 'put', path: '/v2/reorder-points', operationId: 'setReorderPoint', summary: 'Set a reorder point', tags,
  permission: 'inventory:reorder:write',
  request: { body: jsonBody(newReorderPointSchema) },
  responses: { 200: jsonAnswer('The reorder point.', reorderPointSchema), 404: problemAnswer('ITEM_UNKNOWN', 'LOCATION_UNKNOWN') },
})

const remove = defineRoute({
  method: 'delete', path: '/v2/reorder-points', operationId: 'removeReorderPoint', summary: 'Remove a reorder point', tags,
  permission: 'inventory:reorder:write',
  request: { query: reorderPlaceSchema },
  responses: { 204: { description: 'There is no such reorder point any more.' } },
})

/** Adds the routes of reorder points. */
export function addReorderRoutes(routes: InventoryRoutes): void {
  routes.openapi(list, async (context) => context.json(await listReorderPoints(context.env.scope, context.req.valid('query')), 200))
  routes.openapi(set, async (context) => context.json(await setReorderPoint(context.env.scope, context.req.valid('json')), 200))
  routes.openapi(remove, async (context) => {
    await removeReorderPoint(context.env.scope, context.req.valid('query'))
    return context.body(null, 204)
  })
}
