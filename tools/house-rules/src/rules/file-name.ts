import { basename } from 'node:path'
import type { Rule } from 'eslint'

const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.(ts|tsx|js|mjs|cjs)$/
const meaningless = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'lib', 'misc', 'shared'])

/** A file is named after its one concept, in kebab-case. */
export const fileName: Rule.RuleModule = {
  meta: {
    type: 'suggestion',
    docs: { description: 'kebab-case file names that name a concept.' },
    schema: [],
    messages: {
      shape: 'Name this file in kebab-case after the concept it exports.',
      vague: '"{{stem}}" names no concept: name the file after what it exports.',
    },
  },
  create(context) {
    return {
      Program(node) {
        const name = basename(context.filename)
        const stem = name.split('.', 1)[0] ?? ''
        if (!kebabCase.test(name)) context.report({ node, messageId: 'shape' })
        if (meaningless.has(stem)) context.report({ node, messageId: 'vague', data: { stem } })
      },
    }
  },
}
