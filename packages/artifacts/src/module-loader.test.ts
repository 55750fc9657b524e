import { join } from 'node:path'
import { packTestModule } from '@tenon/test-kit'
import { describe, expect, test } from 'vitest'
import { changeByte, openStoreFixture } from '../test/store-fixture.ts'
import { createModuleLoader } from './module-loader.ts'

const entryOf = ({ packageName, version, integrity }: { packageName: string; version: string; integrity: string }) => ({ module: 'sample', packageName, version, integrity })

describe('the module loader', () => {
  test('loads versions side by side, each from its own directory', async () => {
    const [v1, v2] = await Promise.all([packTestModule({ version: '1.0.0' }), packTestModule({ version: '2.0.0' })])
    await using fixture = await openStoreFixture([v1, v2])
    const loader = createModuleLoader(fixture)
    const answers = await Promise.all([v1, v2].map(async (module) => {
      const { definition } = await loader.load(entryOf(module))
      const response = await definition.http.fetch(new Request('http://localhost/'), { scope: { tenant: { id: 'acme' } }, path: '/' })
      return (await response.json() as { version: string }).version
    }))
    expect(answers).toEqual(['1.0.0', '2.0.0'])
  })

  test('imports a version once for callers at the same time and later', async () => {
    const module = await packTestModule({ version: '1.0.0' })
    await using fixture = await openStoreFixture([module])
    const loader = createModuleLoader(fixture)
    const loaded = [...await Promise.all([loader.load(entryOf(module)), loader.load(entryOf(module))]), await loader.load(entryOf(module))]
    expect(new Set(loaded.map(({ definition }) => definition)).size).toBe(1)
  })

  test('imports natively, with the peers of the host', async () => {
    const code = 'export default { $tenonModule: 1, manifest: { name: "sample", native: typeof __vite_ssr_import_meta__ === "undefined", sdk: import.meta.resolve("@tenon/module-sdk") } }'
    const module = await packTestModule({ version: '1.0.0', files: { 'dist/module.js': code } })
    await using fixture = await openStoreFixture([module])
    const { definition } = await createModuleLoader(fixture).load(entryOf(module))
    expect(definition.manifest).toMatchObject({ native: true, sdk: import.meta.resolve('@tenon/module-sdk') })
  })

  test('refuses a version whose code changed after it was opened, and that one alone', async () => {
    const [v1, v2] = await Promise.all([packTestModule({ version: '1.0.0' }), packTestModule({ version: '2.0.0' })])
    await using fixture = await openStoreFixture([v1, v2])
    const { directory } = await fixture.store.open(v1)
    await changeByte(join(directory, 'dist', 'module.js'))
    const loader = createModuleLoader(fixture)
    await expect(loader.load(entryOf(v1))).rejects.toMatchObject({ code: 'ARTIFACT_INTEGRITY_MISMATCH' })
    expect((await loader.load(entryOf(v2))).artifact.version).toBe('2.0.0')
    await changeBack(join(directory, 'dist', 'module.js'))
    expect((await loader.load(entryOf(v1))).artifact.version).toBe('1.0.0')
  })

  test.each([
    ['a syntax error', 'export default {'],
    ['an error while it loads', 'throw new TypeError("boom")'],
    ['a missing peer', 'import "@test/absent"; export default {}'],
    ['another kind of default export', 'export default { $tenonModule: 2, manifest: { name: "sample" } }'],
    ['the code of another module', 'export default { $tenonModule: 1, manifest: { name: "other" } }'],
  ])('says that a module with %s cannot be loaded', async (_name, code) => {
    const module = await packTestModule({ version: '1.0.0', files: { 'dist/module.js': code } })
    await using fixture = await openStoreFixture([module])
    await expect(createModuleLoader(fixture).load(entryOf(module))).rejects.toMatchObject({ code: 'MODULE_LOAD_FAILED', problem: { details: { version: '1.0.0' } } })
  })

  test('refuses an artifact that is another module than the lock names', async () => {
    const module = await packTestModule({ version: '1.0.0' })
    await using fixture = await openStoreFixture([module])
    await expect(createModuleLoader(fixture).load({ ...entryOf(module), module: 'other' })).rejects.toMatchObject({ code: 'MODULE_LOAD_FAILED' })
  })
})

/** One bit was flipped: flipping it again restores the file. */
const changeBack = changeByte
