import type { TextEdit } from './apply-edits.ts'
import { extensionSchema, isCryptoFunction } from './extensions.ts'
import { projectSchema, withoutProjectSchema } from './schema-names.ts'
import { plainStringStart } from './sql-text.ts'
import type { SqlToken } from './sql-text.ts'

/** The edits that take the schema off: `public .` before a name, inside strings that are names, and pgcrypto's functions to where they stand. */
export function nameEdits(tokens: readonly SqlToken[], nameStrings: ReadonlySet<string>, crypto: boolean): readonly TextEdit[] {
  return tokens.flatMap((token, index): readonly TextEdit[] => {
    const before = tokens[index - 1]?.text
    const after = tokens[index + 1]
    if (before === '.') return []
    if (token.name === projectSchema && after?.text === '.') return [removal(token), removal(after)]
    if (crypto && token.name !== null && after?.text === '(' && isCryptoFunction(token.name)) return [{ start: token.start, end: token.start, text: `${extensionSchema}.` }]
    return token.string !== null && nameStrings.has(token.string) ? stringEdits(token) : []
  })
}

function removal({ start, end }: SqlToken): TextEdit {
  return { start, end, text: '' }
}

function stringEdits(token: SqlToken): readonly TextEdit[] {
  const inner = plainStringStart(token)
  const local = withoutProjectSchema(token.string ?? '')
  if (inner === null || local === null) return []
  const start = token.start + inner
  return [{ start, end: start + Buffer.byteLength(token.string ?? ''), text: local }]
}
