import type { PackageJson } from '../api/public-entries.ts'

/** Where the SQL of a package comes from, as its package.json declares it under `tenon`. */
export type SchemaSource =
  /** A module: its own migrations build the schema of one tenant. */
  | { readonly kind: 'migrations' }
  /** The control plane: opening a registry creates it. */
  | { readonly kind: 'control-plane'; readonly schema: string }

/** The declared source, or null when the package owns no SQL. Pure. */
export function schemaSourceOf(json: PackageJson): SchemaSource | null {
  if (json.tenon?.controlPlane !== undefined) return { kind: 'control-plane', schema: json.tenon.controlPlane }
  return json.tenon?.manifest === undefined ? null : { kind: 'migrations' }
}
