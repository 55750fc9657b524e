import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** One error code as its `defineErrors` table in the source says it, with `{name}` where a detail goes. */
export interface ErrorDefinitionText {
  readonly code: string
  readonly category: string
  readonly title: string
  readonly next: string
  /** Path of the table, from the root of the workspace. */
  readonly file: string
}

const sources = ['packages/*/src/**/*.ts', 'packages/modules/*/src/**/*.ts', 'apps/*/src/**/*.ts']
const outside = ['**/node_modules/**', '**/dist/**', '**/generated/**', '**/*.test.ts', '**/*.test-d.ts']
/** Shown to people who write or test a module, never by a running host or the command line. */
const authorsOnly = ['packages/test-kit/']

/** Every error code that a `defineErrors` table of the workspace defines, sorted by code. */
export function readErrorDefinitions(root: string): readonly ErrorDefinitionText[] {
  const files = globSync(sources, { cwd: root, exclude: outside }).filter((file) => !authorsOnly.some((folder) => file.startsWith(folder)))
  return files.flatMap((file) => definitionsIn(file, readFileSync(join(root, file), 'utf8'))).toSorted((a, b) => (a.code < b.code ? -1 : 1))
}

function definitionsIn(file: string, text: string): readonly ErrorDefinitionText[] {
  const found: ErrorDefinitionText[] = []
  function visit(node: ts.Node): void {
    const table = ts.isCallExpression(node) && node.expression.getText() === 'defineErrors' ? node.arguments[0] : undefined
    if (table !== undefined && ts.isObjectLiteralExpression(table)) found.push(...entriesOf(table, file))
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true))
  return found
}

function entriesOf(table: ts.ObjectLiteralExpression, file: string): readonly ErrorDefinitionText[] {
  return propertiesOf(table).map(([code, definition]) => {
    const parts = new Map(ts.isObjectLiteralExpression(definition) ? propertiesOf(definition) : [])
    const part = (name: string) => textOf(parts.get(name))
    return { code, category: part('category'), title: part('title'), next: part('next'), file }
  })
}

function propertiesOf(object: ts.ObjectLiteralExpression): readonly (readonly [string, ts.Expression])[] {
  return object.properties.flatMap((property) => (ts.isPropertyAssignment(property) ? [[property.name.getText(), property.initializer] as const] : []))
}

function textOf(node: ts.Node | undefined): string {
  if (node === undefined) return ''
  if (ts.isArrowFunction(node)) return textOf(node.body)
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isTemplateExpression(node)) return node.head.text + node.templateSpans.map((span) => placeholderOf(span.expression) + span.literal.text).join('')
  return placeholderOf(node)
}

/** `{tenant}` for `d.tenant`, also deep inside an expression. */
function placeholderOf(node: ts.Node): string {
  const detail = /\bd\.(\w+)/.exec(node.getText())?.[1]
  return `{${detail ?? 'name'}}`
}
