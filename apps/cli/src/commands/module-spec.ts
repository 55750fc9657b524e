import { isModuleName } from '@tenon/model'
import { cliErrors } from '../cli-errors.ts'

/** A module and the versions of it that are meant. */
export interface ModuleSpec {
  readonly module: string
  readonly range: string
}

/** Reads `inventory@~1.2`. @throws USAGE_WRONG */
export function parseModuleSpec(text: string, command: string): ModuleSpec {
  const [module = '', range = '', ...rest] = text.split('@')
  if (isModuleName(module) && range !== '' && rest.length === 0) return { module, range }
  throw cliErrors.USAGE_WRONG({ message: `"${text}" is not module@range, such as inventory@2.0.0 or inventory@~1.2`, command })
}

/** Reads several, each module once; a name alone means the newest version that is allowed. @throws USAGE_WRONG */
export function parseTargets(texts: readonly string[], command: string): Readonly<Record<string, string>> {
  const specs = texts.map((text) => parseModuleSpec(text.includes('@') ? text : `${text}@*`, command))
  const twice = specs.find(({ module }, index) => specs.findIndex((other) => other.module === module) !== index)
  if (twice !== undefined) throw cliErrors.USAGE_WRONG({ message: `${twice.module} is named twice`, command })
  return Object.fromEntries(specs.map(({ module, range }) => [module, range]))
}

/** Reads an ISO 8601 day or instant; a day means its first moment, UTC. @throws USAGE_WRONG */
export function parseInstant(text: string, command: string): string {
  const withZone = /T.*\d$/.test(text) && !/[+-]\d\d:\d\d$/.test(text) ? `${text}Z` : text
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(withZone) : Number.NaN
  if (Number.isNaN(time)) throw cliErrors.USAGE_WRONG({ message: `"${text}" is not a date, such as 2027-03-01 or 2026-11-17T14:03`, command })
  return new Date(time).toISOString()
}
