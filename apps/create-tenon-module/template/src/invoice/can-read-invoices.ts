import type { BillingScope } from '../scope.ts'
import { listInvoices } from './list-invoices.ts'

/** Resolves when the table can be read. */
export async function canReadInvoices(scope: BillingScope): Promise<void> {
  await listInvoices(scope, { limit: 1 })
}
