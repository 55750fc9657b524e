import type { Rule } from 'eslint'

const processMembers = new Set(['env', 'exit', 'exitCode', 'argv', 'on', 'once'])

/** Keeps console, environment, arguments, signals and exit codes in the apps: a library that reads or sets them cannot be mounted twice. */
export const noProcessAccess: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'Only apps and tools touch the console and the process.' },
    schema: [],
    messages: {
      console: 'A library does not write to the console: take a log as an argument.',
      process: 'A library does not touch process.{{member}}: the app reads it and passes a value.',
    },
  },
  create(context) {
    return {
      MemberExpression(node) {
        if (node.object.type !== 'Identifier' || node.property.type !== 'Identifier' || node.computed) return
        if (node.object.name === 'console') context.report({ node, messageId: 'console' })
        const member = node.property.name
        if (node.object.name === 'process' && processMembers.has(member)) context.report({ node, messageId: 'process', data: { member } })
      },
    }
  },
}
