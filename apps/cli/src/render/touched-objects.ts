const name = String.raw`(?:if (?:not )?exists )?(?:only )?"?(\w+)"?`

/** What a statement touches, by how it begins. The first group is a table; each `column` match adds a column. */
const statements = [
  { begins: new RegExp(`^alter table ${name}`, 'i'), column: /(?:add|drop|alter) column (?:if (?:not )?exists )?"?(\w+)"?/gi },
  { begins: new RegExp(`^(?:create|drop) table ${name}`, 'i'), column: null },
  { begins: new RegExp(`^(?:insert into|update|delete from) ${name}`, 'i'), column: null },
]

/**
 * Tables and columns that a migration names, in its order, each once: `stock_level`, `item.unit`. A
 * table named as a whole stands for its columns.
 * Read from the text for people who look at a plan; it decides nothing.
 */
export function touchedObjects(sql: string): readonly string[] {
  const text = sql.replace(/--.*$/gm, '').replace(/\s+/g, ' ')
  const objects = new Set(text.split(';').flatMap((statement) => objectsOf(statement.trim())))
  return [...objects].filter((object) => !object.includes('.') || !objects.has(object.split('.')[0] ?? ''))
}

function objectsOf(statement: string): readonly string[] {
  for (const { begins, column } of statements) {
    const table = begins.exec(statement)?.[1]
    if (table === undefined) continue
    const columns = column === null ? [] : [...statement.matchAll(column)].map((match) => `${table}.${match[1]}`)
    return columns.length > 0 ? columns : [table]
  }
  return []
}
