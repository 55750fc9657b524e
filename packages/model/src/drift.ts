import type { MigrationTarget } from './module-migrator.ts'

/** One object that is not as the module's migrations made it. Definitions are catalog text: never rows, never secrets. */
export interface SchemaDifference {
  readonly kind: 'missing' | 'extra' | 'different'
  /** `table`, `column`, `index`, `policy`, ...; `schema` for the schema itself, `mark` for what it says of itself. */
  readonly object: string
  /** `item`, `item.price`. */
  readonly name: string
  /** What the migrations make; null when the object is extra. */
  readonly expected: string | null
  /** What is there; null when the object is missing. */
  readonly actual: string | null
}

/** A tenant's data that differs from what the migrations in its ledger make. */
export interface TenantDrift {
  readonly target: MigrationTarget
  readonly dataVersion: number
  /** At least one. */
  readonly differences: readonly SchemaDifference[]
}
