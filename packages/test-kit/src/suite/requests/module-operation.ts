/** A JSON Schema, or a part of one. */
export type Schema = Readonly<Record<string, unknown>>

/** A parameter of an operation. */
export interface OperationParameter {
  readonly name: string
  readonly place: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly schema: Schema
}

/** One operation of a module's OpenAPI document, with every reference followed. */
export interface ModuleOperation {
  /** Upper-case. */
  readonly method: string
  /** Below the mount point, with `{name}` where a parameter goes. */
  readonly path: string
  /** Empty when it names none. */
  readonly permission: string
  readonly parameters: readonly OperationParameter[]
  readonly body: { readonly type: string; readonly schema: Schema } | null
}

/** `GET /v1/items/{sku}` */
export function operationName({ method, path }: Pick<ModuleOperation, 'method' | 'path'>): string {
  return `${method} ${path}`
}

/** Every operation of an OpenAPI 3.1 document, in its order. */
export function readOperations(document: Readonly<Record<string, unknown>>): readonly ModuleOperation[] {
  const paths = (document['paths'] ?? {}) as Readonly<Record<string, Readonly<Record<string, Schema>>>>
  return Object.entries(paths).flatMap(([path, operations]) => Object.entries(operations).map(([method, operation]): ModuleOperation => ({
    method: method.toUpperCase(),
    path,
    permission: typeof operation['x-tenon-permission'] === 'string' ? operation['x-tenon-permission'] : '',
    parameters: ((operation['parameters'] ?? []) as readonly Schema[]).map((each) => parameterOf(followed(each, document), document)),
    body: bodyOf(followed((operation['requestBody'] ?? {}) as Schema, document), document),
  })))
}

function parameterOf(parameter: Schema, document: Schema): OperationParameter {
  const place = parameter['in'] === 'path' || parameter['in'] === 'header' ? parameter['in'] : 'query'
  return { name: String(parameter['name']), place, required: parameter['required'] === true, schema: followed((parameter['schema'] ?? {}) as Schema, document) }
}

function bodyOf(body: Schema, document: Schema): ModuleOperation['body'] {
  const [first] = Object.entries((body['content'] ?? {}) as Readonly<Record<string, Schema>>)
  return first === undefined ? null : { type: first[0], schema: followed((first[1]['schema'] ?? {}) as Schema, document) }
}

/** How deep references are followed: what refers to itself ends there. */
const deepest = 12

/** The value with what its references lead to in their place. */
function followed(value: Schema, document: Schema): Schema {
  return follow(value, document, 0) as Schema
}

function follow(value: unknown, document: Schema, depth: number): unknown {
  if (depth > deepest) return {}
  if (Array.isArray(value)) return value.map((each) => follow(each, document, depth + 1))
  if (typeof value !== 'object' || value === null) return value
  const reference = (value as Schema)['$ref']
  if (typeof reference === 'string') return follow(targetOf(reference, document), document, depth + 1)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, follow(inner, document, depth + 1)]))
}

function targetOf(reference: string, document: Schema): unknown {
  const parts = reference.replace(/^#\//, '').split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  return parts.reduce<unknown>((at, part) => (typeof at === 'object' && at !== null ? (at as Schema)[part] : undefined), document) ?? {}
}
