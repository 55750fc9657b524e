import { csvAnswer, csvBody, defineRoute, jsonAnswer, jsonBody, pageQuery, pageSchema, problemAnswer, z } from '@tenon/module-sdk/http'
import { csvResponse } from '../csv/csv-response.ts'
import type { InventoryRoutes } from '../scope.ts'
import { changeItem } from './change-item.ts'
import { createItem } from './create-item.ts'
import { exportItems } from './export-items.ts'
import { findItem } from './find-item.ts'
import { importItems } from './import-items.ts'
import { itemChangesSchema, itemSchema, newItemSchema, skuSchema } from './item.ts'
import { listItems } from './list-items.ts'

const tags = ['Items']
const skuParams = z.object({ sku: skuSchema })

const list = defineRoute({
  method: 'get', path: '/v2/items', operationId: 'listItems', summary: 'List items', tags,
  permission: 'inventory:item:read',
  request: { query: pageQuery.extend({ barcode: z.string().optional() }) },
  responses: { 200: jsonAnswer('Items in the order of their SKUs.', pageSchema(itemSchema)), 400: problemAnswer('REQUEST_INVALID') },
})

const create = defineRoute({
  method: 'post', path: '/v2/items', operationId: 'createItem', summary: 'Create an item', tags,
  permission: 'inventory:item:write',
  request: { body: jsonBody(newItemSchema) },
  responses: { 201: jsonAnswer('The new item.', itemSchema), 400: problemAnswer('REQUEST_INVALID'), 404: problemAnswer('UNIT_UNKNOWN'), 409: problemAnswer('SKU_TAKEN', 'BARCODE_TAKEN') },
})

const find = defineRoute({
  method: 'get', path: '/v2/items/{sku}', operationId: 'findItem', summary: 'Show an item', tags,
  permission: 'inventory:item:read',
  request: { params: skuParams },
  responses: { 200: jsonAnswer('The item.', itemSchema), 404: problemAnswer('ITEM_UNKNOWN') },
})

const change = defineRoute({
  method: 'patch', path: '/v2/items/{sku}', operationId: 'changeItem', summary: "Change an item's name or barcode", tags,
  permission: 'inventory:item:write',
  request: { params: skuParams, body: jsonBody(itemChangesSchema) },
  responses: { 200: jsonAnswer('The item after the change.', itemSchema), 404: problemAnswer('ITEM_UNKNOWN'), 409: problemAnswer('BARCODE_TAKEN') },
})

const exportCsv = defineRoute({
  method: 'get', path: '/v2/items.csv', operationId: 'exportItems', summary: 'Export items as CSV', tags,
  permission: 'inventory:item:read',
  responses: { 200: csvAnswer('Columns sku, name, barcode, unit.') },
})

const importCsv = defineRoute({
  method: 'post', path: '/v2/items.csv', operationId: 'importItems', summary: 'Import items from CSV, all or none', tags,
  permission: 'inventory:item:write',
  request: { body: csvBody },
  responses: {
    200: jsonAnswer('How many items were written.', z.object({ created: z.number().int(), changed: z.number().int() })),
    400: problemAnswer('CSV_MALFORMED'),
    422: problemAnswer('IMPORT_REFUSED'),
  },
})

/** Adds the routes of items. */
export function addItemRoutes(routes: InventoryRoutes): void {
  routes.openapi(list, async (context) => context.json(await listItems(context.env.scope, context.req.valid('query')), 200))
  routes.openapi(create, async (context) => context.json(await createItem(context.env.scope, context.req.valid('json')), 201))
  routes.openapi(exportCsv, async (context) => csvResponse('items.csv', await exportItems(context.env.scope)))
  routes.openapi(importCsv, async (context) => context.json(await importItems(context.env.scope, await context.req.text()), 200))
  routes.openapi(find, async (context) => context.json(await findItem(context.env.scope, context.req.valid('param').sku), 200))
  routes.openapi(change, async (context) => context.json(await changeItem(context.env.scope, context.req.valid('param').sku, context.req.valid('json')), 200))
}
