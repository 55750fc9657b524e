import { expect, it } from 'vitest'
import { z } from 'zod'
import { createRoutes, httpOf } from './http/create-routes.ts'
import { defineManifest } from './manifest.ts'
import { defineModule, isModuleDefinition } from './module.ts'

const manifest = defineManifest({ name: 'notes', title: 'Notes', description: 'Notes.', permissions: {}, settings: z.object({}), events: {} })
const database = () => ({ $transaction: () => Promise.reject(new RangeError('no database here')), $disconnect: () => Promise.resolve() })

it('a definition is recognised by its tag, also when another copy of this package made it', () => {
  const definition = defineModule(manifest, { database, http: httpOf(createRoutes()) })
  expect(isModuleDefinition(definition)).toBe(true)
  expect(isModuleDefinition({ ...definition })).toBe(true)
})

it.each([[null], [{}], [{ $tenonModule: 2 }], ['module']])('%o is not a module', (value) => {
  expect(isModuleDefinition(value)).toBe(false)
})

it('a module without a health check says so with null', () => {
  expect(defineModule(manifest, { database, http: httpOf(createRoutes()) }).health).toBeNull()
})
