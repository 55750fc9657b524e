import { openTestModule } from '@tenon/test-kit/module'
import type { TestModule } from '@tenon/test-kit/module'
import { afterAll, beforeAll, expect, it } from 'vitest'

let billing: TestModule

beforeAll(async () => {
  billing = await openTestModule({ directory: new URL('..', import.meta.url), now: '2026-06-15T12:00:00Z' })
  await billing.addTenant('acme')
  await billing.addTenant('globex')
})

afterAll(() => billing?.close())

const create = (code: string, name = 'First') => billing.call('acme', '/v1/invoices', { body: { code, name } })

it('writes, finds and lists invoices', async () => {
  expect(await create('A-1')).toMatchObject({ status: 201, body: { code: 'A-1', name: 'First', createdAt: '2026-06-15T12:00:00.000Z' } })
  expect(await billing.call('acme', '/v1/invoices/A-1')).toMatchObject({ status: 200, body: { name: 'First' } })
  expect((await billing.call('acme', '/v1/invoices')).body.items).toHaveLength(1)
})

it('shows each tenant its own', async () => {
  await create('MINE')
  expect(await billing.call('globex', '/v1/invoices/MINE')).toMatchObject({ status: 404, body: { code: 'INVOICE_UNKNOWN' } })
})

it('takes a code once, and then publishes nothing', async () => {
  expect(await create('TWICE')).toMatchObject({ status: 201 })
  expect(await create('TWICE')).toMatchObject({ status: 409, body: { code: 'INVOICE_TAKEN' } })
  const published = await billing.events('acme')
  expect(published.filter(({ name, key }) => name === 'billing.invoice.created' && key === 'TWICE')).toHaveLength(1)
})

it('keeps names as short as the tenant wants them', async () => {
  await billing.setSettings('acme', { nameLimit: 3 })
  expect(await create('LONG', 'Four')).toMatchObject({ status: 400, body: { code: 'NAME_TOO_LONG', details: { limit: 3 } } })
  expect(await create('SHORT', 'One')).toMatchObject({ status: 201 })
})

it('lets nobody write who may only read', async () => {
  const answer = await billing.call('acme', '/v1/invoices', { body: { code: 'NO', name: 'No' }, permissions: ['billing:invoice:read'] })
  expect(answer).toMatchObject({ status: 403, body: { code: 'PERMISSION_MISSING' } })
})
