import type { Rule } from 'eslint'

/** Named exports only. The one exception is the definition of a module: `export default defineModule(...)`. */
export const noDefaultExport: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'Named exports only, but for module definitions.' },
    schema: [],
    messages: { unnamed: 'Export by name. Only a module definition is a default export: `export default defineModule(manifest, parts)`.' },
  },
  create(context) {
    return {
      ExportDefaultDeclaration(node) {
        const { declaration } = node
        const isModule = declaration.type === 'CallExpression' && declaration.callee.type === 'Identifier' && declaration.callee.name === 'defineModule'
        if (!isModule) context.report({ node, messageId: 'unnamed' })
      },
    }
  },
}
