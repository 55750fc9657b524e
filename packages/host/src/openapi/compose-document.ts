import type { RunningTenant } from '@tenon/registry'

/** One locked version's own document. */
export interface ModuleDocument {
  readonly module: string
  readonly version: string
  readonly title: string
  /** OpenAPI 3.1, paths relative to the module's mount point. */
  readonly openapi: Readonly<Record<string, unknown>>
}

/** Where the tenant is reached. */
export interface ComposeOptions {
  readonly documents: readonly ModuleDocument[]
  /** Locked versions without a document, `inventory@1.2.0`, because they are refused on this host. */
  readonly missing: readonly string[]
  /** What stands before `/{module}`: `/t/acme`, or empty where header or subdomain name the tenant. */
  readonly pathPrefix: string
}

type Value = Readonly<Record<string, unknown>>

const componentReference = '#/components/'

/**
 * One OpenAPI 3.1 document of everything a tenant runs, at exactly its locked versions: paths below
 * the tenant's mount point, component names and operation ids prefixed by module so that two modules
 * never share one. Pure; the result is plain JSON.
 */
export function composeDocument({ tenant, lock }: Pick<RunningTenant, 'tenant' | 'lock'>, options: ComposeOptions): Value {
  const parts = options.documents.map((document) => prefixedDocument(document, options.pathPrefix))
  return {
    openapi: '3.1.0',
    info: { title: tenant.name, version: `lock ${lock.revision}`, description: describe(tenant.name, options) },
    servers: [{ url: '/' }],
    tags: parts.flatMap((part) => part.tags),
    'x-tagGroups': parts.map((part) => ({ name: part.group, tags: part.tags.map((tag) => tag.name) })),
    paths: Object.assign({}, ...parts.map((part) => part.paths)),
    components: mergeComponents(parts.map((part) => part.components)),
  }
}

function describe(name: string, { documents, missing }: ComposeOptions): string {
  const running = documents.map(({ title, version }) => `${title} ${version}`).join(', ')
  const refused = missing.length === 0 ? '' : ` Refused on this host, so not shown: ${missing.join(', ')}.`
  return `What ${name} runs: ${running || 'nothing yet'}.${refused}`
}

function prefixedDocument({ module, version, title, openapi }: ModuleDocument, pathPrefix: string) {
  const group = `${title} ${version}`
  const paths = Object.entries(recordOf(openapi['paths'])).map(([path, item]) => [`${pathPrefix}/${module}${path}`, prefixedItem(recordOf(item), module, group)] as const)
  const components = Object.entries(recordOf(openapi['components'])).map(([kind, named]) => [kind, prefixKeys(recordOf(prefixReferences(named, module)), `${module}.`)])
  return { group, paths: Object.fromEntries(paths), components: Object.fromEntries(components) as Record<string, Value>, tags: tagsOf(paths.map(([, item]) => item), group) }
}

function prefixedItem(item: Value, module: string, group: string): Value {
  return Object.fromEntries(Object.entries(recordOf(prefixReferences(item, module))).map(([method, operation]) => [method, prefixedOperation(operation, module, group)]))
}

function prefixedOperation(operation: unknown, module: string, group: string): unknown {
  if (!isRecord(operation) || !('responses' in operation)) return operation
  const tags = arrayOf(operation['tags']).map((tag) => `${group}: ${String(tag)}`)
  const security = arrayOf(operation['security']).map((scheme) => prefixKeys(recordOf(scheme), `${module}.`))
  return {
    ...operation,
    tags: tags.length === 0 ? [group] : tags,
    ...(typeof operation['operationId'] === 'string' && { operationId: `${module}.${operation['operationId']}` }),
    ...(security.length > 0 && { security }),
  }
}

/** `#/components/schemas/Item` becomes `#/components/schemas/inventory.Item`, wherever it stands: `$ref` or discriminator mapping. */
function prefixReferences(value: unknown, module: string): unknown {
  if (typeof value === 'string') return value.startsWith(componentReference) ? prefixReference(value, module) : value
  if (Array.isArray(value)) return value.map((inner) => prefixReferences(inner, module))
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, prefixReferences(inner, module)]))
}

function prefixReference(reference: string, module: string): string {
  const [kind = '', ...name] = reference.slice(componentReference.length).split('/')
  return `${componentReference}${kind}/${module}.${name.join('/')}`
}

/** Names are unique over all modules; people see the last part, below the heading of the module. */
function tagsOf(items: readonly Value[], group: string): readonly { readonly name: string; readonly 'x-displayName': string }[] {
  const names = items.flatMap((item) => Object.values(item).flatMap((operation) => (isRecord(operation) ? arrayOf(operation['tags']).map(String) : [])))
  return [...new Set(names)].map((name) => ({ name, 'x-displayName': name === group ? 'Other' : name.slice(group.length + 2) }))
}

function mergeComponents(parts: readonly Record<string, Value>[]): Value {
  const kinds = [...new Set(parts.flatMap((part) => Object.keys(part)))].toSorted()
  return Object.fromEntries(kinds.map((kind) => [kind, Object.assign({}, ...parts.map((part) => part[kind] ?? {}))]))
}

function prefixKeys(value: Value, prefix: string): Value {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [prefix + key, inner]))
}

function isRecord(value: unknown): value is Value {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function recordOf(value: unknown): Value {
  return isRecord(value) ? value : {}
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
