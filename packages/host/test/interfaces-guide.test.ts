import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createHost, openAccess } from '@tenon/host'
import type { ModuleDefinition } from '@tenon/module-sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { echoLoader, noDatabase } from './echo-module.ts'
import { createMemoryRegistry } from './memory-registry.ts'

const root = resolve(import.meta.dirname, '../../..')
let directory = ''

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tenon-interfaces-'))
  await symlink(join(root, 'node_modules'), join(directory, 'node_modules'))
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }')
  const page = await readFile(join(root, 'docs/guides/interfaces.md'), 'utf8')
  for (const [, file = '', text = ''] of page.matchAll(/^```\w+ file=(\S+)\n(.*?)^```$/gms)) await writeFile(join(directory, file), text)
})
afterAll(() => rm(directory, { recursive: true }))

async function loadModule(file: string): Promise<ModuleDefinition> {
  return ((await import(pathToFileURL(join(directory, file)).href)) as { default: ModuleDefinition }).default
}

it('the guide to interfaces does what it says', async () => {
  const modules: Readonly<Record<string, ModuleDefinition>> = { inventory: await loadModule('inventory.ts'), orders: await loadModule('orders.ts') }
  const memory = createMemoryRegistry()
  memory.provide({ stock: { module: 'inventory', version: '1.0', operations: ['levelOf'] } })
  memory.lock('acme', { inventory: '1.0.0', orders: '1.0.0' })
  const loader = echoLoader((name) => modules[name] ?? expect.unreachable(name))
  const host = createHost({ registry: memory.registry, loader, database: noDatabase, access: openAccess() })
  const answers = await Promise.all(['BOLT', 'NUT', 'FROZEN'].map(async (sku) => (await host.fetch(new Request(`http://localhost/t/acme/orders/can-ship/${sku}`))).json()))
  expect(answers).toEqual(JSON.parse(await readFile(join(directory, 'answers.json'), 'utf8')))
  await host.close()
})
