import type { SqlFragment, SqlPart } from '@tenon/module-sdk'

/** A statement ready to run for one tenant. */
export interface RenderedStatement {
  readonly text: string
  readonly values: readonly unknown[]
  /** The same text for all tenants, with `templateSchema` in the place of theirs: what is checked, once. */
  readonly template: string
}

/** No schema is called this: names of ours hold no space. */
export const templateSchema = 'tenant schema'

/** Puts the schema's name before each table and numbers the values. Pure. */
export function renderStatement({ parts }: SqlFragment, schema: string): RenderedStatement {
  const values = parts.flatMap((part) => (part.kind === 'value' ? [part.value] : []))
  return { text: textOf(parts, schema), values, template: textOf(parts, templateSchema) }
}

function textOf(parts: readonly SqlPart[], schema: string): string {
  let count = 0
  return parts.map((part) => {
    switch (part.kind) {
      case 'text':
        return part.text
      case 'table':
        return `${quoted(schema)}.${quoted(part.name)}`
      case 'name':
        return quoted(part.name)
      case 'value':
        count += 1
        return `$${count}`
      default:
        return part satisfies never
    }
  }).join('')
}

/** A name as SQL takes it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
