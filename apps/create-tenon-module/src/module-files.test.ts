import fc from 'fast-check'
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { moduleFiles } from './module-files.ts'
import { moduleWords } from './module-words.ts'
import { readTemplate } from './read-template.ts'
import { toolVersions } from './tool-versions.ts'

const template = await readTemplate()
const textOf = (options: { name: string; noun?: string }) => {
  const { files, changeset } = moduleFiles({ place: 'workspace', template, ...options })
  return [...files.map(({ path, text }) => `${path}\n${text}`), changeset].join('\n')
}

it('leaves no word of the template in a module with other words', () => {
  const words = fc.stringMatching(/^[a-z]{3,12}$/)
  const usable = (name: string, noun: string) => { try { return moduleWords({ name, noun }).name === name && !name.includes('billing') && !noun.includes('invoice') } catch { return false } }
  fc.assert(fc.property(words, words, (name, noun) => {
    fc.pre(usable(name, noun))
    expect(textOf({ name, noun })).not.toMatch(/billing|invoice/i)
  }))
})

it('is the template itself under the words of the template', () => {
  const { files } = moduleFiles({ place: 'workspace', template, name: 'billing', noun: 'invoice' })
  for (const file of template.filter(({ path }) => path !== 'changeset.md')) expect(files).toContainEqual(file)
})

it('writes names with dashes as each place wants them', () => {
  const text = textOf({ name: 'stock-count', noun: 'entry' })
  for (const form of ["name: 'stock-count'", "title: 'Stock count'", 'StockCountScope', "'stock-count:entry:read'", '/v1/entries', 'let stockCount: TestModule', 'ENTRY_TAKEN', 'model Entry', 'create table entry']) expect(text).toContain(form)
})

it.each([
  [{ name: 'Bad Name' }, 'MODULE_NAME_INVALID'], [{ name: '' }, 'MODULE_NAME_INVALID'], [{ name: '../up' }, 'MODULE_NAME_INVALID'], [{ name: 'a'.repeat(25) }, 'MODULE_NAME_INVALID'],
  [{ name: 'tenon' }, 'MODULE_NAME_RESERVED'], [{ name: 'api' }, 'MODULE_NAME_RESERVED'],
  [{ name: 'billing', noun: 'order' }, 'NOUN_INVALID'], [{ name: 'billing', noun: 'record' }, 'NOUN_INVALID'], [{ name: 'billing', noun: 'Two Words' }, 'NOUN_INVALID'],
  [{ name: 'billing', packageName: '@Acme/Billing' }, 'PACKAGE_NAME_INVALID'],
])('refuses %j with %s', (options, code) => {
  expect(() => moduleFiles({ place: 'own', template, ...options })).toThrowError(expect.objectContaining({ code }) as Error)
})

it('asks outside for the tools that are used here', async () => {
  const read = async (path: string) => JSON.parse(await readFile(new URL(`../../../${path}package.json`, import.meta.url), 'utf8')) as { devDependencies: Record<string, string> }
  const here = { ...(await read('')).devDependencies, ...(await read('packages/modules/inventory/')).devDependencies }
  expect(toolVersions).toEqual(Object.fromEntries(Object.keys(toolVersions).map((name) => [name, here[name]])))
})
