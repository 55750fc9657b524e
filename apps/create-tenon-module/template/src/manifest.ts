import { defineManifest } from '@tenon/module-sdk'
import { z } from '@tenon/module-sdk/http'
import { invoiceSchema } from './invoice/invoice.ts'

/** What billing is: its permissions, settings, events and datasets. */
export const manifest = defineManifest({
  name: 'billing',
  title: 'Billing',
  description: 'Invoices.',
  permissions: {
    'billing:invoice:read': 'See invoices.',
    'billing:invoice:write': 'Create invoices.',
  },
  settings: z.object({
    nameLimit: z.number().int().min(1).max(200).default(100).describe('How many characters a name may have.'),
  }),
  events: {
    'billing.invoice.created': { description: 'One more of the invoices was written.', payload: invoiceSchema },
  },
  datasets: {
    'billing.invoices': { description: 'All invoices.', columns: invoiceSchema },
  },
})
