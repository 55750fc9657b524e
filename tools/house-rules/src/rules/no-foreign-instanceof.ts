import type { Rule, Scope } from 'eslint'

/** Refuses `instanceof` on a class of a workspace package: two versions of everything live in one process, so identity says nothing. */
export const noForeignInstanceof: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'Recognise values of other packages by tag, never by class.' },
    schema: [],
    messages: { identity: '{{name}} comes from {{source}}, of which several copies may be loaded: test its tag (isTenonError, isModuleDefinition) instead.' },
  },
  create(context) {
    return {
      BinaryExpression(node) {
        if (node.operator !== 'instanceof' || node.right.type !== 'Identifier') return
        const { name } = node.right
        const source = importSourceOf(context.sourceCode.getScope(node), name)
        if (source?.startsWith('@tenon/')) context.report({ node, messageId: 'identity', data: { name, source } })
      },
    }
  },
}

function importSourceOf(scope: Scope.Scope | null, name: string): string | undefined {
  if (scope === null) return undefined
  const variable = scope.set.get(name)
  if (variable === undefined) return importSourceOf(scope.upper, name)
  const parent = variable.defs.find((definition) => definition.type === 'ImportBinding')?.parent
  return parent?.type === 'ImportDeclaration' ? String(parent.source.value) : undefined
}
