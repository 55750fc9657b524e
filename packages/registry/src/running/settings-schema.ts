import type { CatalogVersion, Manifest } from '@tenon/model'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ValidateFunction } from 'ajv'

type Values = Readonly<Record<string, unknown>>

/** Settings with defaults filled in, and everything that does not fit the version's schema. */
export interface CheckedSettings {
  readonly values: Values
  /** One sentence per issue: `defaultUnit must be string`. Empty when they fit. */
  readonly issues: readonly string[]
}

/** A version whose settings are checked. */
export interface SettingsOwner extends Pick<CatalogVersion, 'integrity'> {
  readonly manifest: Pick<Manifest, 'settings'>
}

/** Checks settings against the schemas of versions. Throws the compiler's error when a schema is no JSON Schema 2020-12. */
export type CheckSettings = (version: SettingsOwner, values: Values) => CheckedSettings

/** Compiled schemas are kept by integrity: a version's schema never changes. Each has a compiler of its own, so that equal ids in two versions do not clash. */
export function createSettingsCheck(): CheckSettings {
  const compiled = new Map<string, ValidateFunction>()

  return (version, values) => {
    const validate = compiled.get(version.integrity) ?? compile(version.manifest.settings)
    compiled.set(version.integrity, validate)
    const filled = structuredClone(values)
    return { values: filled, issues: validate(filled) ? [] : issuesOf(validate) }
  }
}

/** Sorted: the schema came through the database, which does not keep the order of its members. */
function issuesOf({ errors }: ValidateFunction): readonly string[] {
  return (errors ?? []).map(({ instancePath, message }) => `${instancePath.slice(1).replaceAll('/', '.')} ${message ?? 'does not fit'}`.trim()).toSorted()
}

function compile(schema: Values): ValidateFunction {
  const ajv = new Ajv2020({ allErrors: true, useDefaults: true, strict: false, validateFormats: false })
  return ajv.compile(schema)
}
