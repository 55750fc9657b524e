import { defineRoute, jsonAnswer, jsonBody, pageQuery, pageSchema, problemAnswer, z } from '@tenon/module-sdk/http'
import type { InventoryRoutes } from '../scope.ts'
import { closeReservation, findReservation } from './close-reservation.ts'
import { listReservations } from './list-reservations.ts'
import { newReservationSchema, reservationSchema } from './reservation.ts'
import { reserve } from './reserve.ts'

const tags = ['Reservations']
const idParams = z.object({ id: z.uuid() })

const list = defineRoute({
  method: 'get', path: '/v2/reservations', operationId: 'listReservations', summary: 'List reservations, next to expire first', tags,
  permission: 'inventory:reservation:read',
  request: { query: pageQuery.extend({ sku: z.string().optional(), location: z.string().optional(), show: z.enum(['live', 'all']).optional() }) },
  responses: { 200: jsonAnswer('Reservations, next to expire first.', pageSchema(reservationSchema)), 400: problemAnswer('REQUEST_INVALID') },
})

const create = defineRoute({
  method: 'post', path: '/v2/reservations', operationId: 'reserve', summary: 'Reserve stock', tags,
  permission: 'inventory:reservation:write',
  request: { body: jsonBody(newReservationSchema) },
  responses: {
    201: jsonAnswer('The new reservation.', reservationSchema),
    400: problemAnswer('REQUEST_INVALID', 'RESERVATION_EXPIRY_INVALID'), 404: problemAnswer('ITEM_UNKNOWN', 'LOCATION_UNKNOWN'), 409: problemAnswer('INSUFFICIENT_STOCK'), 422: problemAnswer('UNIT_MISMATCH', 'QUANTITY_TOO_FINE'),
  },
})

const find = defineRoute({
  method: 'get', path: '/v2/reservations/{id}', operationId: 'findReservation', summary: 'Show a reservation', tags,
  permission: 'inventory:reservation:read',
  request: { params: idParams },
  responses: { 200: jsonAnswer('The reservation.', reservationSchema), 404: problemAnswer('RESERVATION_UNKNOWN') },
})

const release = defineRoute({
  method: 'delete', path: '/v2/reservations/{id}', operationId: 'releaseReservation', summary: 'Release a reservation', tags,
  permission: 'inventory:reservation:write',
  request: { params: idParams },
  responses: { 200: jsonAnswer('The reservation, released.', reservationSchema), 404: problemAnswer('RESERVATION_UNKNOWN'), 409: problemAnswer('RESERVATION_CLOSED') },
})

/** Adds the routes of reservations. */
export function addReservationRoutes(routes: InventoryRoutes): void {
  routes.openapi(list, async (context) => context.json(await listReservations(context.env.scope, context.req.valid('query')), 200))
  routes.openapi(create, async (context) => context.json(await reserve(context.env.scope, context.req.valid('json')), 201))
  routes.openapi(find, async (context) => context.json(await findReservation(context.env.scope, context.env.scope.db, context.req.valid('param').id), 200))
  routes.openapi(release, async (context) => {
    const { scope } = context.env
    return context.json(await closeReservation(scope, scope.db, { id: context.req.valid('param').id, outcome: 'released' }), 200)
  })
}
