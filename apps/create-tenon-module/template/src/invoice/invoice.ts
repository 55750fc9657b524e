import { z } from '@tenon/module-sdk/http'
import type { Invoice as InvoiceRow } from '../generated/prisma/client.ts'

/** What people call one of the invoices. */
export const invoiceCodeSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1 to 64 letters, digits, dots, dashes or underscores')
  .openapi({ example: 'A-1' })

/** What somebody gives to create one. */
export const newInvoiceSchema = z.object({ code: invoiceCodeSchema, name: z.string().trim().min(1).max(200) }).openapi('NewInvoice')

/** One of the invoices as callers see it. */
export const invoiceSchema = z.object({ code: z.string(), name: z.string(), createdAt: z.iso.datetime() }).openapi('Invoice')

export type NewInvoice = z.output<typeof newInvoiceSchema>
export type Invoice = z.output<typeof invoiceSchema>

/** What callers see of a row. */
export function invoiceOf(row: InvoiceRow): Invoice {
  return { code: row.code, name: row.name, createdAt: row.createdAt.toISOString() }
}
