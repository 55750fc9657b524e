import { fileURLToPath } from 'node:url'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openTestModule } from '../src/module/open-test-module.ts'
import type { TestModule } from '../src/module/test-module.ts'
import { writeModule } from './write-module.ts'

let directory: string
let notes: TestModule

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tenon-notes-'))
  await writeModule(directory)
  notes = await openTestModule({ directory, now: '2026-03-01T09:00:00Z' })
  await notes.addTenant('acme')
  await notes.addTenant('globex')
})

afterAll(async () => {
  await notes.close()
  await rm(directory, { recursive: true, force: true })
})

it('serves each tenant its own rows, to callers with the permission', async () => {
  expect(await notes.call('acme', '/v1/notes', { body: { id: 'a', text: 'for acme' } })).toMatchObject({ status: 201 })
  expect(await notes.call('acme', '/v1/notes/a')).toMatchObject({ status: 200, body: { text: 'for acme' } })
  expect(await notes.call('globex', '/v1/notes/a')).toMatchObject({ status: 404 })
  expect(await notes.call('acme', '/v1/notes/a', { permissions: [] })).toMatchObject({ status: 403, body: { code: 'PERMISSION_MISSING' } })
  expect((await notes.rows('acme')).get('note')).toEqual([{ tenant_id: 'acme', id: 'a', body: 'for acme', color: null }])
  expect((await notes.rows('globex')).get('note')).toEqual([])
})

it('shows what was published, and runs timers when the clock passes them', async () => {
  expect((await notes.events('acme')).map(({ name, payload }) => ({ name, payload }))).toEqual([{ name: 'notes.note.written', payload: { id: 'a' } }])
  await notes.host.start()
  await vi.waitFor(async () => expect(await notes.timers('acme')).toMatchObject([{ name: 'sweep', nextRunAt: '2026-03-01T09:10:00.000Z' }]), { timeout: 20_000 })
  notes.clock.advance(10 * 60_000)
  await vi.waitFor(async () => expect(await notes.timers('acme')).toMatchObject([{ lastRunAt: '2026-03-01T09:10:00.000Z' }]), { timeout: 20_000 })
})

it('says which file is missing when the module was not built', async () => {
  await expect(openTestModule({ directory: fileURLToPath(new URL('.', import.meta.url)) })).rejects.toMatchObject({ code: 'MODULE_NOT_BUILT', problem: { details: { reason: 'ENOENT' } } })
})
