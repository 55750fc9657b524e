/** Largest identifier PostgreSQL keeps (NAMEDATALEN - 1); longer names are cut silently, so we refuse them. */
const longestIdentifier = 63

const tenantIdPattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const moduleNamePattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/** True for a usable tenant or organization id: lower-case letters, digits, single inner dashes, at most 30 characters. */
export function isTenantId(value: string): boolean {
  return value.length <= 30 && tenantIdPattern.test(value)
}

/** True for a usable module name: lower-case letters, digits, single inner dashes, at most 24 characters. */
export function isModuleName(value: string): boolean {
  return value.length <= 24 && moduleNamePattern.test(value)
}

/**
 * The schema that holds the data of one (tenant, module), such as `t_acme__inventory`.
 * Different pairs never share a name: ids hold single dashes only, so the double underscore separates.
 */
export function schemaNameOf(tenantId: string, module: string): string {
  const name = `t_${tenantId.replaceAll('-', '_')}__${module.replaceAll('-', '_')}`
  if (name.length > longestIdentifier) throw new RangeError(`schema name ${name} is longer than ${longestIdentifier} characters`)
  return name
}
