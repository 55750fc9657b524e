import { emptyLock } from '@tenon/model'
import { describe, expect, it } from 'vitest'
import { composeDocument } from './compose-document.ts'
import type { ModuleDocument } from './compose-document.ts'

const tenant = { id: 'acme', name: 'Acme Foods', organizationId: 'acme', clientType: 'standard', tags: [], createdAt: '' } as const
const lock = { ...emptyLock('acme', ''), revision: 7 }

function documentOf(module: string, version: string): ModuleDocument {
  const item = { $ref: '#/components/schemas/Item' }
  return {
    module, version, title: module === 'inventory' ? 'Inventory' : 'Config',
    openapi: {
      openapi: '3.1.0',
      paths: {
        '/v1/items': {
          parameters: [{ $ref: '#/components/parameters/Limit' }],
          get: { operationId: 'listItems', tags: ['items'], security: [{ key: [] }], responses: { 200: { content: { 'application/json': { schema: item } } } } },
          post: { responses: { 201: { content: { 'application/json': { schema: { oneOf: [item], discriminator: { propertyName: 'kind', mapping: { item: '#/components/schemas/Item' } } } } } } } },
        },
      },
      components: { schemas: { Item: { type: 'object', description: 'see #/components/schemas/Item', properties: { parent: item } } }, parameters: { Limit: { name: 'limit', in: 'query' } }, securitySchemes: { key: {} } },
    },
  }
}

const compose = (documents: readonly ModuleDocument[], missing: readonly string[] = []) =>
  JSON.parse(JSON.stringify(composeDocument({ tenant, lock }, { documents, missing, pathPrefix: '/t/acme' }))) as ComposedDocument

interface ComposedDocument {
  readonly info: unknown
  readonly tags: unknown
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components: Readonly<Record<string, object>>
}

describe('the document of a tenant', () => {
  it('names tenant, lock revision and the versions it shows', () => {
    expect(compose([documentOf('inventory', '1.2.0')], ['config@1.0.0']).info).toEqual({
      title: 'Acme Foods', version: 'lock 7',
      description: 'What Acme Foods runs: Inventory 1.2.0. Refused on this host, so not shown: config@1.0.0.',
    })
  })

  it('keeps the paths, operations and components of two modules apart', () => {
    const document = compose([documentOf('inventory', '1.2.0'), documentOf('config', '1.0.0')])
    expect(Object.keys(document.paths)).toEqual(['/t/acme/inventory/v1/items', '/t/acme/config/v1/items'])
    expect(Object.keys(document.components['schemas'] ?? {})).toEqual(['inventory.Item', 'config.Item'])
    expect(document.paths['/t/acme/config/v1/items']?.['get']).toMatchObject({ operationId: 'config.listItems', tags: ['Config 1.0.0: items'], security: [{ 'config.key': [] }] })
    expect(document.tags).toEqual([
      { name: 'Inventory 1.2.0: items', 'x-displayName': 'items' }, { name: 'Inventory 1.2.0', 'x-displayName': 'Other' },
      { name: 'Config 1.0.0: items', 'x-displayName': 'items' }, { name: 'Config 1.0.0', 'x-displayName': 'Other' },
    ])
  })

  it('leaves no reference without its target', () => {
    const document = compose([documentOf('inventory', '1.2.0'), documentOf('config', '1.0.0')])
    const references = JSON.stringify(document).match(/(?<=":")#\/components\/[^"]+/g) ?? []
    expect(references).toHaveLength(10)
    for (const reference of references) {
      const [, , kind = '', name = ''] = reference.split('/')
      expect(document.components[kind]).toHaveProperty([name])
    }
    expect(JSON.stringify(document)).toContain('see #/components/schemas/Item')
  })
})
