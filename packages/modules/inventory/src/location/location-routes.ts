import { defineRoute, jsonAnswer, jsonBody, pageQuery, pageSchema, problemAnswer } from '@tenon/module-sdk/http'
import type { InventoryRoutes } from '../scope.ts'
import { createLocation } from './create-location.ts'
import { listLocations } from './list-locations.ts'
import { locationSchema, newLocationSchema } from './location.ts'

const tags = ['Locations']

const list = defineRoute({
  method: 'get', path: '/v2/locations', operationId: 'listLocations', summary: 'List locations', tags,
  permission: 'inventory:location:read',
  request: { query: pageQuery },
  responses: { 200: jsonAnswer('Locations in the order of their codes.', pageSchema(locationSchema)), 400: problemAnswer('REQUEST_INVALID') },
})

const create = defineRoute({
  method: 'post', path: '/v2/locations', operationId: 'createLocation', summary: 'Create a location', tags,
  permission: 'inventory:location:write',
  request: { body: jsonBody(newLocationSchema) },
  responses: { 201: jsonAnswer('The new location.', locationSchema), 400: problemAnswer('REQUEST_INVALID'), 409: problemAnswer('LOCATION_TAKEN') },
})

/** Adds the routes of locations. */
export function addLocationRoutes(routes: InventoryRoutes): void {
  routes.openapi(list, async (context) => context.json(await listLocations(context.env.scope, context.req.valid('query')), 200))
  routes.openapi(create, async (context) => context.json(await createLocation(context.env.scope, context.req.valid('json')), 201))
}
