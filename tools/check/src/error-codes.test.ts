import { glob, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')

interface DefinedCode {
  readonly code: string
  readonly file: string
}

/** Every key of every table handed to `defineErrors`, read from the sources: no list to keep by hand. */
async function definedCodes(): Promise<readonly DefinedCode[]> {
  const patterns = ['packages/**/src/**/*.ts', 'apps/*/src/**/*.ts', 'tools/*/src/**/*.ts']
  const files = await Array.fromAsync(glob(patterns, { cwd: root, exclude: (name) => ['node_modules', 'dist', 'generated'].includes(name) }))
  const sources = files.filter((file) => !/\.test(-d)?\.ts$/.test(file)).toSorted()
  return (await Promise.all(sources.map(codesIn))).flat()
}

async function codesIn(file: string): Promise<readonly DefinedCode[]> {
  const source = ts.createSourceFile(file, await readFile(join(root, file), 'utf8'), ts.ScriptTarget.Latest)
  const found: DefinedCode[] = []
  const visit = (node: ts.Node): void => {
    found.push(...tableKeysOf(node).map((code) => ({ code, file })))
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function tableKeysOf(node: ts.Node): readonly string[] {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression) || node.expression.text !== 'defineErrors') return []
  const [table] = node.arguments
  if (table === undefined || !ts.isObjectLiteralExpression(table)) return []
  return table.properties.flatMap(({ name }) => (name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? [name.text] : []))
}

it('every error code is in upper snake case and says at least what and how', async () => {
  const codes = await definedCodes()
  expect(codes.length).toBeGreaterThan(10)
  expect(codes.filter(({ code }) => !/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(code))).toEqual([])
})

it('every error code is defined once, so that a code leads to one place', async () => {
  const places = Map.groupBy(await definedCodes(), ({ code }) => code)
  const doubled = [...places].filter(([, each]) => each.length > 1).map(([code, each]) => ({ code, files: each.map(({ file }) => file) }))
  expect(doubled).toEqual([])
})

it('every code that documentation of a function promises to throw is defined', async () => {
  const known = new Set((await definedCodes()).map(({ code }) => code))
  const files = await Array.fromAsync(glob('packages/**/src/**/*.ts', { cwd: root, exclude: (name) => ['node_modules', 'dist', 'generated'].includes(name) }))
  const promised = await Promise.all(files.map(async (file) => {
    const text = await readFile(join(root, file), 'utf8')
    const codes = [...text.matchAll(/@throws ([^\n*]+)/g)].flatMap((match) => (match[1] ?? '').match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? [])
    return codes.filter((code) => !known.has(code)).map((code) => ({ code, file }))
  }))
  expect(promised.flat()).toEqual([])
})
