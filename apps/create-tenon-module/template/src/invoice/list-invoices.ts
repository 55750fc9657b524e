import { pageOf, readCursor } from '@tenon/module-sdk/http'
import type { Page } from '@tenon/module-sdk/http'
import type { BillingScope } from '../scope.ts'
import { invoiceOf } from './invoice.ts'
import type { Invoice } from './invoice.ts'

/** Which part of the list. */
export interface ListInvoicesOptions {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** In the order of their codes. */
export async function listInvoices(scope: BillingScope, { limit, cursor }: ListInvoicesOptions): Promise<Page<Invoice>> {
  const after = readCursor(cursor, 1)?.[0]
  const rows = await scope.db.invoice.findMany({
    where: after === undefined ? {} : { code: { gt: after } },
    orderBy: { code: 'asc' },
    take: limit + 1,
  })
  return pageOf(rows.map(invoiceOf), limit, ({ code }) => [code])
}
