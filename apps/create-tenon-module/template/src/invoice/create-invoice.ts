import { errors } from '../errors.ts'
import type { BillingScope } from '../scope.ts'
import { invoiceOf } from './invoice.ts'
import type { Invoice, NewInvoice } from './invoice.ts'

/** Writes one, and says so to whoever listens: row and event commit together. @throws NAME_TOO_LONG, INVOICE_TAKEN */
export function createInvoice(scope: BillingScope, wanted: NewInvoice): Promise<Invoice> {
  const limit = scope.settings.nameLimit
  if (wanted.name.length > limit) throw errors.NAME_TOO_LONG({ length: wanted.name.length, limit })
  return scope.transaction(async ({ db, events }) => {
    const [row] = await db.invoice.createManyAndReturn({ data: [{ ...wanted, createdAt: new Date(scope.now()) }], skipDuplicates: true })
    if (row === undefined) throw errors.INVOICE_TAKEN({ code: wanted.code })
    const created = invoiceOf(row)
    await events.publish('billing.invoice.created', created, { key: created.code })
    return created
  })
}
