import { defineRoute, jsonAnswer, jsonBody, pageQuery, pageSchema, problemAnswer, z } from '@tenon/module-sdk/http'
import { skuSchema } from '../item/item.ts'
import type { InventoryRoutes } from '../scope.ts'
import { createUnit } from './create-unit.ts'
import { listConversions } from './list-conversions.ts'
import { listUnits } from './list-units.ts'
import { removeConversion } from './remove-conversion.ts'
import { setConversion } from './set-conversion.ts'
import { conversionSchema, newConversionSchema, unitCodeSchema, unitSchema } from './unit.ts'

const tags = ['Units']

const list = defineRoute({
  method: 'get', path: '/v2/units', operationId: 'listUnits', summary: 'List units of measure', tags,
  permission: 'inventory:item:read',
  request: { query: pageQuery },
  responses: { 200: jsonAnswer('Units in the order of their codes.', pageSchema(unitSchema)), 400: problemAnswer('REQUEST_INVALID') },
})

const create = defineRoute({
  method: 'post', path: '/v2/units', operationId: 'createUnit', summary: 'Create a unit of measure', tags,
  permission: 'inventory:unit:manage',
  request: { body: jsonBody(unitSchema) },
  responses: { 201: jsonAnswer('The new unit.', unitSchema), 400: problemAnswer('REQUEST_INVALID'), 409: problemAnswer('UNIT_TAKEN') },
})

const listConversionsRoute = defineRoute({
  method: 'get', path: '/v2/unit-conversions', operationId: 'listConversions', summary: 'List conversions', tags,
  permission: 'inventory:item:read',
  request: { query: pageQuery.extend({ sku: z.string().optional() }) },
  responses: { 200: jsonAnswer('Conversions.', pageSchema(conversionSchema)), 400: problemAnswer('REQUEST_INVALID') },
})

const set = defineRoute({
  method: 'put', path: '/v2/unit-conversions', operationId: 'setConversion', summary: 'Set a conversion', tags,
  permission: 'inventory:unit:manage',
  request: { body: jsonBody(newConversionSchema) },
  responses: {
    200: jsonAnswer('The conversion.', conversionSchema),
    400: problemAnswer('REQUEST_INVALID', 'CONVERSION_TO_ITSELF'), 404: problemAnswer('ITEM_UNKNOWN', 'UNIT_UNKNOWN'), 409: problemAnswer('CONVERSION_REVERSED'),
  },
})

const remove = defineRoute({
  method: 'delete', path: '/v2/unit-conversions', operationId: 'removeConversion', summary: 'Remove a conversion', tags,
  permission: 'inventory:unit:manage',
  request: { query: z.object({ sku: skuSchema.optional(), from: unitCodeSchema, to: unitCodeSchema }) },
  responses: { 204: { description: 'There is no such conversion any more.' }, 404: problemAnswer('ITEM_UNKNOWN') },
})

/** Adds the routes of units and conversions. */
export function addUnitRoutes(routes: InventoryRoutes): void {
  routes.openapi(list, async (context) => context.json(await listUnits(context.env.scope, context.req.valid('query')), 200))
  routes.openapi(create, async (context) => context.json(await createUnit(context.env.scope, context.req.valid('json')), 201))
  routes.openapi(listConversionsRoute, async (context) => context.json(await listConversions(context.env.scope, context.req.valid('query')), 200))
  routes.openapi(set, async (context) => context.json(await setConversion(context.env.scope, context.req.valid('json')), 200))
  routes.openapi(remove, async (context) => {
    const { sku = null, from, to } = context.req.valid('query')
    await removeConversion(context.env.scope, { sku, from, to })
    return context.body(null, 204)
  })
}
