import type { Rule } from 'eslint'

/** Node runs these files by erasing their types, so nothing but types may be TypeScript's own: no enum, no namespace. */
export const erasableSyntax: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'No enum and no namespace.' },
    schema: [],
    messages: {
      enum: 'Use a union of string literals instead of an enum.',
      namespace: 'A file is a module already: export by name instead of a namespace.',
    },
  },
  create(context) {
    return {
      TSEnumDeclaration(node: Rule.Node) {
        context.report({ node, messageId: 'enum' })
      },
      'TSModuleDeclaration[kind="namespace"]'(node: Rule.Node) {
        context.report({ node, messageId: 'namespace' })
      },
    }
  },
}
