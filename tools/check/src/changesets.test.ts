import { glob, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')

async function publishedNames(): Promise<ReadonlySet<string>> {
  const files = await Array.fromAsync(glob(['packages/*/package.json', 'packages/modules/*/package.json', 'apps/*/package.json'], { cwd: root }))
  const all = await Promise.all(files.map(async (file) => JSON.parse(await readFile(join(root, file), 'utf8')) as { readonly name: string; readonly private?: boolean }))
  return new Set(all.filter((json) => json.private !== true).map(({ name }) => name))
}

it('every changeset names packages that are published, and says something to their users', async () => {
  const published = await publishedNames()
  const files = (await Array.fromAsync(glob('.changeset/*.md', { cwd: root }))).toSorted()
  expect(published.size).toBeGreaterThan(5)
  for (const file of files) {
    const [, front = '', text = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(await readFile(join(root, file), 'utf8')) ?? []
    const names = [...front.matchAll(/^['"]([^'"]+)['"]: (?:patch|minor|major)$/gm)].map(([, name]) => name ?? '')
    expect(names.length, file).toBeGreaterThan(0)
    expect(names.filter((name) => !published.has(name)), file).toEqual([])
    expect(text.trim().length, file).toBeGreaterThan(20)
  }
})
