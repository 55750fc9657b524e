import { expect, it } from 'vitest'
import { schemaSourceOf } from './schema-source.ts'

it('a package says itself where its SQL comes from', () => {
  expect(schemaSourceOf({ name: '@acme/notes', tenon: { manifest: './dist/manifest.json' } })).toEqual({ kind: 'migrations' })
  expect(schemaSourceOf({ name: '@tenon/registry', tenon: { controlPlane: 'tenon' } })).toEqual({ kind: 'control-plane', schema: 'tenon' })
  expect(schemaSourceOf({ name: '@tenon/model' })).toBeNull()
})
