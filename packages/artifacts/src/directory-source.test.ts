import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PackedModule } from '@tenon/test-kit'
import { writeReleases } from '@tenon/test-kit'
import { afterAll, expect, test } from 'vitest'
import { runArtifactSourceSuite } from '../test/artifact-source-suite.ts'
import { directorySource } from './directory-source.ts'

const directories: string[] = []
afterAll(() => Promise.all(directories.map((directory) => rm(directory, { recursive: true, force: true }))))

async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tenon-releases-'))
  directories.push(directory)
  return directory
}

runArtifactSourceSuite('a directory', async () => {
  const directory = await emptyDirectory()
  const modules = new Map<string, PackedModule>()
  const write = (module: PackedModule) => writeReleases(directory, [...modules.set(module.location, module).values()])
  return {
    source: directorySource(directory),
    publish: write,
    deprecate: (module, words) => write({ ...module, deprecated: words }),
    breakDown: () => rm(directory, { recursive: true }),
    close: async () => {},
  }
})

test('an index that points out of its directory is refused', async () => {
  const directory = await emptyDirectory()
  const entry = { packageName: '@test/sample', version: '1.0.0', file: '../secret.tgz', integrity: 'sha512-x', deprecated: null }
  await writeFile(join(directory, 'index.json'), JSON.stringify({ versions: [entry] }))
  await expect(directorySource(directory).list()).rejects.toMatchObject({ code: 'SOURCE_INDEX_INVALID' })
})

test('an index that is no JSON is refused', async () => {
  const directory = await emptyDirectory()
  await writeFile(join(directory, 'index.json'), '{')
  await expect(directorySource(directory).list()).rejects.toMatchObject({ code: 'SOURCE_INDEX_INVALID' })
})
