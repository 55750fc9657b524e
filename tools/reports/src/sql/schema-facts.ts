/** One column as the catalog knows it. */
export interface ColumnFacts {
  readonly name: string
  /** As PostgreSQL writes it: `numeric(18,6)`. */
  readonly type: string
  readonly nullable: boolean
  /** Default, generation expression or identity, as PostgreSQL writes it, or null. */
  readonly default: string | null
}

/** One table with everything that guards it. All lists are sorted by name, columns by position. */
export interface TableFacts {
  readonly name: string
  readonly columns: readonly ColumnFacts[]
  /** Primary, unique, foreign and check constraints: name and definition. */
  readonly constraints: readonly string[]
  /** Indexes that no constraint made. */
  readonly indexes: readonly string[]
  readonly triggers: readonly string[]
  readonly policies: readonly string[]
  /** `tenon_runtime: INSERT, SELECT`. */
  readonly grants: readonly string[]
  readonly rowSecurity: 'off' | 'on' | 'forced'
}

/** Everything of one schema that callers can come to depend on. */
export interface SchemaFacts {
  readonly tables: readonly TableFacts[]
  readonly views: readonly string[]
  readonly functions: readonly string[]
  readonly enums: readonly string[]
}
