import type { Rule } from 'eslint'

/** Any node that names another file: import, re-export, dynamic import. */
interface ImportingNode {
  readonly source?: { readonly type: string; readonly value?: unknown } | null
}

/** Visits every import and re-export of a file, static and dynamic, with the text it imports from. */
export function visitImports(visit: (specifier: string, node: Rule.Node) => void): Rule.RuleListener {
  const onNode = (node: Rule.Node) => {
    const { source } = node as ImportingNode
    if (source?.type === 'Literal' && typeof source.value === 'string') visit(source.value, node)
  }
  return { ImportDeclaration: onNode, ExportNamedDeclaration: onNode, ExportAllDeclaration: onNode, ImportExpression: onNode }
}
