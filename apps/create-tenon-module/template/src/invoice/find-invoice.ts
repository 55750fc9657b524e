import { errors } from '../errors.ts'
import type { BillingScope } from '../scope.ts'
import { invoiceOf } from './invoice.ts'
import type { Invoice } from './invoice.ts'

/** The one with this code. @throws INVOICE_UNKNOWN */
export async function findInvoice(scope: BillingScope, code: string): Promise<Invoice> {
  const row = await scope.db.invoice.findFirst({ where: { code } })
  if (row === null) throw errors.INVOICE_UNKNOWN({ code })
  return invoiceOf(row)
}
