import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readMigrations } from '../read-migrations.ts'
import { adoptionReasons } from './adoption-issue.ts'
import { sharedExtension } from './extensions.ts'

const page = join(import.meta.dirname, '../../../../../docs/guides/adopt.md')
let directory = ''

beforeEach(async () => { directory = await mkdtemp(join(tmpdir(), 'tenon-adopt-guide-')) })
afterEach(() => rm(directory, { recursive: true }))

function blocks(text: string, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, block = '']) => block)
}

it('the guide shows what the build says of its example', async () => {
  const text = await readFile(page, 'utf8')
  const [sql = ''] = blocks(text, 'sql')
  const [header = '', ...lines] = sql.split('\n')
  const file = header.replace('-- ', '')
  await mkdir(dirname(join(directory, file)), { recursive: true })
  await writeFile(join(directory, file), lines.join('\n'))
  const message = await readMigrations(directory).then(() => '', (error: Error) => error.message)
  for (const line of blocks(text, 'text')[0]?.trim().split('\n') ?? ['no block']) expect(message).toContain(line)
})

it('the guide names only reasons that exist, and every extension that is shared', async () => {
  const text = await readFile(page, 'utf8')
  const rows = text.split('\n').filter((line) => line.startsWith('| `'))
  const named = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([a-z-]+)`/g)].map(([, reason = '']) => reason))
  expect(named.filter((reason) => !(reason in adoptionReasons))).toEqual([])
  const [list = ''] = rows.filter((row) => row.includes('known and shared')).map((row) => row.split('shared: ')[1]?.replace(' |', '') ?? '')
  const extensions = list.split(', ')
  expect(extensions).toHaveLength(14)
  for (const extname of extensions) expect(sharedExtension({ kind: 'CreateExtensionStmt', fields: { extname }, start: 0, end: 0, tokens: [] })).toContain(extname)
})
