import { readFileSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { Rule } from 'eslint'
import { visitImports } from './import-visitor.ts'
import { packageOf } from './package-of.ts'

/** Code never imports the index above it, nor its own package by name: that is how import cycles begin. */
export const noOwnIndex: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'Import the file that defines a thing, not the index that lists it.' },
    schema: [],
    messages: { own: '{{specifier}} is the own index of this code: import the file that defines what you need.' },
  },
  create(context) {
    const ownName = nameOf(packageOf(context.filename))
    return visitImports((specifier, node) => {
      const isOwn = specifier.startsWith('.') ? isIndexAbove(context.filename, specifier) : ownName !== null && isEntryOf(ownName, specifier)
      if (isOwn) context.report({ node, messageId: 'own', data: { specifier } })
    })
  },
}

function isIndexAbove(file: string, specifier: string): boolean {
  const target = resolve(dirname(file), specifier)
  return basename(target).startsWith('index.') && target !== file && file.startsWith(dirname(target) + sep)
}

function isEntryOf(name: string, specifier: string): boolean {
  return specifier === name || specifier.startsWith(`${name}/`)
}

function nameOf(directory: string | null): string | null {
  if (directory === null) return null
  return (JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { name?: string }).name ?? null
}
