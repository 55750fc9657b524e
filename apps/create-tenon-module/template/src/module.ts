import { defineModule } from '@tenon/module-sdk'
import { createRoutes, httpOf } from '@tenon/module-sdk/http'
import { PrismaClient } from './generated/prisma/client.ts'
import { canReadInvoices } from './invoice/can-read-invoices.ts'
import { addInvoiceRoutes } from './invoice/invoice-routes.ts'
import { manifest } from './manifest.ts'
import type { BillingScope } from './scope.ts'

const routes = createRoutes<BillingScope>()
addInvoiceRoutes(routes)

export default defineModule(manifest, {
  database: (adapter) => new PrismaClient({ adapter }),
  http: httpOf(routes),
  health: canReadInvoices,
})
