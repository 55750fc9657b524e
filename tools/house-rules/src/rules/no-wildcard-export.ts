import type { Rule } from 'eslint'

/** What a file offers is a list of names that a reviewer can read: no `export *`. */
export const noWildcardExport: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'Re-export by name.' },
    schema: [],
    messages: { wildcard: 'Re-export by name, so that the public surface can be read and reviewed.' },
  },
  create(context) {
    return {
      ExportAllDeclaration(node) {
        context.report({ node, messageId: 'wildcard' })
      },
    }
  },
}
