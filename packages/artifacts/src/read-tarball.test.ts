import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { Header } from 'tar'
import { expect, test } from 'vitest'
import { readTarball } from './read-tarball.ts'

const artifact = { packageName: '@test/sample', version: '1.0.0', integrity: '' }

interface Entry { readonly path: string; readonly type?: 'File' | 'SymbolicLink' | 'Link' | 'CharacterDevice' | 'FIFO'; readonly text?: string }

function archive(entries: readonly Entry[]): Uint8Array {
  const blocks = entries.flatMap(({ path, type = 'File', text = '' }) => {
    const header = Buffer.alloc(512)
    new Header({ path, type, size: text.length, mode: 0o644, linkpath: type === 'File' ? '' : '/etc/passwd', mtime: new Date(0) }).encode(header, 0)
    return [header, Buffer.from(text.padEnd(Math.ceil(text.length / 512) * 512, '\0'))]
  })
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]))
}

const refused = (entries: readonly Entry[]) => expect(readTarball(artifact, archive(entries))).rejects.toMatchObject({ code: 'ARTIFACT_UNSAFE' })

test('reads plain files by their path below the package', async () => {
  const files = await readTarball(artifact, archive([{ path: 'package/dist/a.js', text: 'a' }, { path: 'package/b', text: '' }]))
  expect([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()])).toEqual([['dist/a.js', 'a'], ['b', '']])
})

test.each(['package/../../evil', '/etc/cron.d/evil', 'package/a/../../evil', '..', 'evil', 'package//etc/evil', 'package/./evil', 'package\\..\\evil', 'package/c:evil', 'package/node_modules/evil/index.js'])('refuses the path %s', async (path) => {
  await refused([{ path, text: 'x' }])
})

test.each(['SymbolicLink', 'Link', 'CharacterDevice', 'FIFO'] as const)('refuses a %s', async (type) => {
  await refused([{ path: 'package/ok', text: 'x' }, { path: 'package/evil', type }])
})

test('refuses a file that is there twice', async () => {
  await refused([{ path: 'package/a', text: '1' }, { path: 'package/a', text: '2' }])
})

test('refuses bytes that are no archive', async () => {
  await expect(readTarball(artifact, Buffer.from('no archive at all, but long enough to be looked at'))).rejects.toMatchObject({ code: 'ARTIFACT_UNSAFE' })
})

test('never yields a path that leads out of the package, and always answers', async () => {
  const part = fc.constantFrom('..', '.', '', 'package', 'a', 'C:', '\\', 'node_modules')
  await fc.assert(fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 5 }), async (parts) => {
    const files = await readTarball(artifact, archive([{ path: parts.join('/'), text: 'x' }])).catch(() => new Map<string, Uint8Array>())
    for (const path of files.keys()) expect(path.split('/')).toEqual(path.split('/').filter((name) => name === 'a' || name === 'package'))
  }), { numRuns: 300 })
})
