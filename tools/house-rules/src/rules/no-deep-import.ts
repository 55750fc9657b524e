import { dirname, resolve, sep } from 'node:path'
import type { Rule } from 'eslint'
import { visitImports } from './import-visitor.ts'
import { packageOf } from './package-of.ts'

const insideOfPackage = /^@tenon\/[^/]+\/(src|dist|test)(\/|$)/

/** A package is entered by its exports, never by a path into its folders. */
export const noDeepImport: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'Import other packages by name, through their exports.' },
    schema: [],
    messages: {
      inside: '{{specifier}} reaches into another package: import what its exports offer.',
      outside: '{{specifier}} leaves this package: import the other package by name.',
    },
  },
  create(context) {
    const home = packageOf(context.filename)
    return visitImports((specifier, node) => {
      if (insideOfPackage.test(specifier)) context.report({ node, messageId: 'inside', data: { specifier } })
      if (!specifier.startsWith('.') || home === null) return
      const target = resolve(dirname(context.filename), specifier)
      if (!target.startsWith(home + sep)) context.report({ node, messageId: 'outside', data: { specifier } })
    })
  },
}
