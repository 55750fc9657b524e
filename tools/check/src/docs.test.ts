import { access, glob, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
const skipped = new Set(['node_modules', 'dist', '.next', '.tenon', '.nx', '.git', 'releases', 'generated'])
const pages = (await Array.fromAsync(glob('**/*.md', { cwd: root, exclude: (name) => skipped.has(name) }))).filter((page) => !/report\.(api|sql)\.md$/.test(page)).toSorted()
const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }

const tenonCommands = new Set([...(await readFile(join(root, 'docs/cli.md'), 'utf8')).matchAll(/^## tenon (.+)$/gm)].map((match) => match[1] ?? ''))

function linksOf(text: string): readonly string[] {
  const prose = text.replaceAll(/```[\s\S]*?```/g, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '').filter((link) => !/^(https?:|mailto:|#)/.test(link))
}

/** Commands as a reader copies them: from fenced shell blocks and inline code. */
function npmCommandsOf(text: string): readonly string[] {
  return [...text.matchAll(/\bnpm (?:run (?:--silent )?([a-z][a-z:-]*)|(start|test)\b)/g)].map((match) => match[1] ?? match[2] ?? '')
}

/** `plan` and `tenant list` of lines and inline code that begin with the command; `tenon --help` names none. */
function tenonCommandsOf(text: string): readonly (readonly string[])[] {
  return [...text.matchAll(/(?:^|`)(?:\$ )?(?:npx |npm run )?tenon (?:-- )?([a-z]+)(?: ([a-z]+))?/gm)].map((match) => match.slice(1).filter((word) => word !== undefined))
}

function isTenonCommand(words: readonly string[]): boolean {
  return tenonCommands.has(words.join(' ')) || tenonCommands.has(words[0] ?? '')
}

describe.each(pages)('%s', (page) => {
  it('every relative link leads somewhere', async () => {
    const text = await readFile(join(root, page), 'utf8')
    const missing = await Promise.all(linksOf(text).map(async (link) => {
      const target = resolve(root, dirname(page), (link.split('#', 1)[0] ?? ''))
      return access(target).then(() => [], () => [link])
    }))
    expect(missing.flat()).toEqual([])
  })

  it('every tenon command it shows exists', async () => {
    const text = await readFile(join(root, page), 'utf8')
    expect(tenonCommandsOf(text).filter((words) => !isTenonCommand(words))).toEqual([])
  })

  it('every npm script it names exists', async () => {
    const text = await readFile(join(root, page), 'utf8')
    expect(npmCommandsOf(text).filter((name) => !(name in scripts))).toEqual([])
  })
})

it('the README gives the two commands in exactly these words', async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8')
  expect(readme).toContain('npm ci && npm start')
  expect(readme).toContain('npm ci && npm test')
})

it('every decision is listed, and every listed decision exists', async () => {
  const files = await Array.fromAsync(glob('docs/decisions/[0-9]*.md', { cwd: root }))
  const listed = linksOf(await readFile(join(root, 'docs/decisions/README.md'), 'utf8')).filter((link) => /^\d/.test(link))
  expect(listed.toSorted()).toEqual(files.map((file) => file.slice('docs/decisions/'.length)).toSorted())
})

it('every published package says what it is, in one screen', async () => {
  const manifests = await Array.fromAsync(glob(['packages/*/package.json', 'packages/modules/*/package.json', 'apps/cli/package.json'], { cwd: root }))
  const lengths = await Promise.all(manifests.map(async (file) => {
    const text = await readFile(join(root, dirname(file), 'README.md'), 'utf8').catch(() => '')
    return { page: join(dirname(file), 'README.md'), lines: text.split('\n').length }
  }))
  expect(lengths.filter(({ lines }) => lines < 5 || lines > 90)).toEqual([])
})
