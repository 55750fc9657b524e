import type { Random } from '@tenon/migrator/authoring'
import { generateValue, isKnown } from './generate-value.ts'
import type { ModuleOperation } from './module-operation.ts'
import type { ValuePool } from './value-pool.ts'

/** One request to a module, ready to be sent for any tenant. */
export interface GeneratedRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  /** JSON, or text; undefined: none. */
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

/** What requests are made from. */
export interface RequestSource {
  readonly pool: ValuePool
  readonly random: Random
}

/** A request that the operation's description allows, as far as it says, with values that the pool's tenant has. */
export function generateRequest(operation: ModuleOperation, { pool, random }: RequestSource): GeneratedRequest {
  const known = (name: string) => pool.valuesFor(name, operation.path)
  const { preferred } = pool
  const values = operation.parameters
    .filter(({ name, required, schema }) => required || random() < (isKnown(schema, { name, known, preferred }) ? 0.4 : 0.1))
    .map(({ name, place, schema }) => ({ name, place, value: textOf(generateValue(schema, { name, known, preferred, random })) }))
  const path = values.filter(({ place }) => place === 'path').reduce((text, { name, value }) => text.replaceAll(`{${name}}`, encodeURIComponent(value)), operation.path)
  const query = new URLSearchParams(values.filter(({ place }) => place === 'query').map(({ name, value }) => [name, value]))
  const headers = Object.fromEntries(values.filter(({ place }) => place === 'header').map(({ name, value }) => [name, encodeURIComponent(value)]))
  return { method: operation.method, path: query.size === 0 ? path : `${path}?${query.toString()}`, body: bodyFor(operation, { pool, random }), headers }
}

function bodyFor({ body, path }: ModuleOperation, { pool, random }: RequestSource): unknown {
  if (body === null) return undefined
  if (!body.type.includes('json')) return 'name\n'
  return generateValue(body.schema, { name: '', known: (name) => pool.valuesFor(name, path), preferred: pool.preferred, random })
}

/** A path part that is a dot means another path. */
function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? '')
  return text === '' || text === '.' || text === '..' ? '-' : text
}
