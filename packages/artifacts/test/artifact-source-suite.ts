import type { ArtifactSource } from '@tenon/model'
import type { PackedModule } from '@tenon/test-kit'
import { packTestModule } from '@tenon/test-kit'
import { integrityOf } from '@tenon/artifacts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** A source under test with the means to publish to it. */
export interface PublishedSource {
  readonly source: ArtifactSource
  publish(module: PackedModule): Promise<void>
  deprecate(module: PackedModule, words: string): Promise<void>
  /** Makes the source unreachable. */
  breakDown(): Promise<void>
  close(): Promise<void>
}

/** What every artifact source must do, whatever is behind it. `open` gives an empty source that offers `@test/sample` and `@test/other`. */
export function runArtifactSourceSuite(name: string, open: () => Promise<PublishedSource>): void {
  describe(`${name} as an artifact source`, () => {
    let published: PublishedSource
    let modules: readonly PackedModule[]
    const find = async (version: string) => (await published.source.list(['@test/sample'])).find((entry) => entry.version === version)

    beforeAll(async () => {
      published = await open()
      modules = await Promise.all([packTestModule({ version: '1.0.0' }), packTestModule({ version: '1.1.0' }), packTestModule({ name: 'other', version: '3.0.0' })])
      for (const module of modules) await published.publish(module)
    })
    afterAll(() => published.close())

    test('lists every version with the integrity of its bytes', async () => {
      const listed = (await published.source.list()).map(({ packageName, version, integrity, deprecated }) => ({ packageName, version, integrity, deprecated }))
      const expected = modules.map(({ packageName, version, integrity }) => ({ packageName, version, integrity, deprecated: null }))
      expect(listed.toSorted(byVersion)).toEqual(expected.toSorted(byVersion))
    })

    test('lists only the packages asked for', async () => {
      expect((await published.source.list(['@test/other'])).map(({ version }) => version)).toEqual(['3.0.0'])
      expect(await published.source.list(['@test/nobody'])).toEqual([])
    })

    test('delivers the very bytes that were published', async () => {
      const version = await find('1.1.0')
      expect(version && integrityOf(await published.source.fetch(version))).toBe(modules[1]?.integrity)
    })

    test('sees what is published later', async () => {
      await published.publish(await packTestModule({ version: '2.0.0' }))
      expect((await find('2.0.0'))?.version).toBe('2.0.0')
    })

    test('passes on the words of a deprecation', async () => {
      await published.deprecate(modules[0] as PackedModule, 'use 1.1.0')
      expect((await find('1.0.0'))?.deprecated).toBe('use 1.1.0')
    })

    test('says that it cannot be read, with a code', async () => {
      await published.breakDown()
      await expect(published.source.list()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
    })
  })
}

function byVersion(a: { readonly version: string }, b: { readonly version: string }): number {
  return a.version < b.version ? -1 : 1
}
