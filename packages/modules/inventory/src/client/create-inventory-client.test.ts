import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { createInventoryClient } from './create-inventory-client.ts'

it('asks the tenant\'s inventory on the host, with the headers it was given, and returns problems as values', async () => {
  const requests: Request[] = []
  const inventory = createInventoryClient({
    baseUrl: 'https://erp.example.com/',
    tenant: 'acme',
    headers: { authorization: 'Bearer x' },
    fetch: async (request) => {
      requests.push(request)
      return Response.json({ code: 'INSUFFICIENT_STOCK', details: { available: '1' } }, { status: 409 })
    },
  })
  const { data, error } = await inventory.POST('/v2/movements/ship', { body: { sku: 'RICE', location: 'MAIN', quantity: '1.5', unit: 'kg' } })
  expect(data).toBeUndefined()
  expect(error).toMatchObject({ code: 'INSUFFICIENT_STOCK' })
  expect(requests[0]?.url).toBe('https://erp.example.com/t/acme/inventory/v2/movements/ship')
  expect(requests[0]?.headers.get('authorization')).toBe('Bearer x')
  expect(await requests[0]?.json()).toEqual({ sku: 'RICE', location: 'MAIN', quantity: '1.5', unit: 'kg' })
})

it('knows no word of the database: its types come from the OpenAPI document alone', async () => {
  expect(await readFile(new URL('../generated/openapi.ts', import.meta.url), 'utf8')).not.toMatch(/tenant_id|prisma/i)
})
