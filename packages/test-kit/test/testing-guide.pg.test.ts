import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { findingInWords } from '../src/suite/module-finding.ts'
import { moduleRules } from '../src/suite/module-rules.ts'
import { judgeModule } from './judge-module.ts'
import { codeOf, writeModule } from './write-module.ts'
import type { WriteModuleOptions } from './write-module.ts'

const workspace = resolve(import.meta.dirname, '../../..')
const page = join(workspace, 'docs/guides/testing-a-module.md')
const marker = '<!-- Below this line the page is written from the source: npx vitest run packages/test-kit/test/testing-guide.pg.test.ts -u --project postgres-18 -->\n'
const text = await readFile(page, 'utf8')
const root = await mkdtemp(join(tmpdir(), 'tenon-guide-'))
afterAll(() => rm(root, { recursive: true, force: true }))

/** What a block of the guide changes of the good module. */
const changes: Readonly<Record<string, (content: string, files: Record<string, string>) => void>> = {
  migration: (content, files) => { files['prisma/migrations/0002_change_note/migration.sql'] = content },
  down: (content, files) => { files['prisma/migrations/0002_change_note/down.sql'] = content },
}

interface Example {
  readonly options: WriteModuleOptions
  readonly finding: string
}

/** The blocks before each finding make the module that has it. */
function examplesOf(guide: string): readonly Example[] {
  const examples: Example[] = []
  let parts: Record<string, string> = {}
  let files: Record<string, string> = {}
  for (const [, kind = '', content = ''] of guide.matchAll(/^```(?:js|sql|text) (outside|read|settings|migration|down|finding)\n(.*?)^```$/gms)) {
    if (kind === 'finding') {
      examples.push({ options: { files: Object.keys(parts).length === 0 ? files : { ...files, 'dist/module.js': codeOf(parts) } }, finding: content })
      parts = {}
      files = {}
    } else if (kind in changes) changes[kind]?.(content, files)
    else parts = { ...parts, [kind]: content.trim() }
  }
  return examples
}

const examples = examplesOf(text)

it('the guide shows a finding for a route, a migration and a setting', () => {
  expect(examples.map(({ finding }) => finding.split(' ', 1)[0])).toEqual(['TENANT_LEAKED', 'PHASE_UNDERSTATED', 'SETTING_DEFAULT_REFUSED'])
})

it.each(examples)('the guide shows what is found: $finding', async ({ options, finding }) => {
  const directory = await mkdtemp(join(root, 'example-'))
  const [first] = await judgeModule(directory, options)
  expect(first === undefined ? '' : `${normal(findingInWords(first))}\n`).toBe(normal(finding))
})

/** Which of the two tenants, and with which of its values, is decided by the seed. */
function normal(words: string): string {
  return words.replace(/^ {2}(acme|globex) called GET \/v1\/notes\/\S+ and was answered \(200\) with ".*", which only (acme|globex) has\.$/m, '  one called GET /v1/notes/* and was answered (200) with "*", which only another has.')
}

it('the guide lists every rule', async () => {
  const [byHand = ''] = text.split(marker)
  const rows = Object.entries(moduleRules).map(([code, { why, next }]) => `| \`${code}\` | ${why} | ${next} |`)
  await expect(`${byHand}${marker}\n| code | why it matters | what to do |\n| --- | --- | --- |\n${rows.join('\n')}\n`).toMatchFileSnapshot(page)
})

// The guide's own test files, in a module beside them: what they register runs here.
const directory = join(root, 'notes')
await mkdir(join(directory, 'test'), { recursive: true })
await symlink(join(workspace, 'node_modules'), join(root, 'node_modules'))
await writeModule(directory)
for (const [, file = '', content = ''] of text.matchAll(/^```ts file=(\S+)\n(.*?)^```$/gms)) {
  await mkdir(dirname(join(directory, file)), { recursive: true })
  await writeFile(join(directory, file), content)
  await import(/* @vite-ignore */ pathToFileURL(join(directory, file)).href)
}
