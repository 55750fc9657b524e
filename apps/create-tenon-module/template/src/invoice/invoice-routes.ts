import { defineRoute, jsonAnswer, jsonBody, pageQuery, pageSchema, problemAnswer, z } from '@tenon/module-sdk/http'
import type { BillingRoutes } from '../scope.ts'
import { createInvoice } from './create-invoice.ts'
import { findInvoice } from './find-invoice.ts'
import { invoiceCodeSchema, invoiceSchema, newInvoiceSchema } from './invoice.ts'
import { listInvoices } from './list-invoices.ts'

const tags = ['Invoices']

const list = defineRoute({
  method: 'get', path: '/v1/invoices', operationId: 'listInvoices', summary: 'List invoices', tags,
  permission: 'billing:invoice:read',
  request: { query: pageQuery },
  responses: { 200: jsonAnswer('In the order of their codes.', pageSchema(invoiceSchema)), 400: problemAnswer('REQUEST_INVALID') },
})

const create = defineRoute({
  method: 'post', path: '/v1/invoices', operationId: 'createInvoice', summary: 'Create one of the invoices', tags,
  permission: 'billing:invoice:write',
  request: { body: jsonBody(newInvoiceSchema) },
  responses: { 201: jsonAnswer('What was written.', invoiceSchema), 400: problemAnswer('REQUEST_INVALID', 'NAME_TOO_LONG'), 409: problemAnswer('INVOICE_TAKEN') },
})

const find = defineRoute({
  method: 'get', path: '/v1/invoices/{code}', operationId: 'findInvoice', summary: 'Show one of the invoices', tags,
  permission: 'billing:invoice:read',
  request: { params: z.object({ code: invoiceCodeSchema }) },
  responses: { 200: jsonAnswer('The one with this code.', invoiceSchema), 404: problemAnswer('INVOICE_UNKNOWN') },
})

/** Adds the routes of invoices. */
export function addInvoiceRoutes(routes: BillingRoutes): void {
  routes.openapi(list, async (context) => context.json(await listInvoices(context.env.scope, context.req.valid('query')), 200))
  routes.openapi(create, async (context) => context.json(await createInvoice(context.env.scope, context.req.valid('json')), 201))
  routes.openapi(find, async (context) => context.json(await findInvoice(context.env.scope, context.req.valid('param').code), 200))
}
