import type { Rule } from 'eslint'

/** Refuses `throw new Error('...')`: an error is a code with typed details, made by `defineErrors`. */
export const noBareError: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'Require errors with a code.' },
    schema: [],
    messages: { bare: 'Throw an error with a code: describe it with defineErrors (code, title, next) and throw what its factory makes.' },
  },
  create(context) {
    return {
      ThrowStatement(node) {
        const thrown = node.argument
        if (thrown.type !== 'NewExpression' && thrown.type !== 'CallExpression') return
        if (thrown.callee.type === 'Identifier' && thrown.callee.name === 'Error') context.report({ node, messageId: 'bare' })
      },
    }
  },
}
