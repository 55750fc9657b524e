import { expect, it } from 'vitest'
import { generateModule } from './generate-module.ts'

function treeOf(existing: readonly string[]) {
  const written = new Map<string, string>()
  return { written, exists: (path: string) => existing.includes(path), write: (path: string, content: string) => void written.set(path, content) }
}

it('writes a package with the tag of its layer, and a changeset beside the others', async () => {
  const tree = treeOf([])
  await generateModule(tree, { name: 'billing', noun: 'invoice' })
  expect(JSON.parse(tree.written.get('packages/modules/billing/package.json') ?? '')).toMatchObject({ name: '@tenon/billing', nx: { tags: ['layer:module'] } })
  expect(tree.written.get('.changeset/billing-first-version.md')).toContain("'@tenon/billing': minor")
  expect([...tree.written.keys()].filter((path) => !path.startsWith('packages/modules/billing/'))).toEqual(['.changeset/billing-first-version.md'])
})

it.each([['Bad Name', 'MODULE_NAME_INVALID'], ['inventory', 'MODULE_EXISTS']])('refuses %s and writes nothing', async (name, code) => {
  const tree = treeOf(['packages/modules/inventory'])
  await expect(generateModule(tree, { name })).rejects.toMatchObject({ code })
  expect(tree.written.size).toBe(0)
})
