/** The part of a package.json that says what can be imported. */
export interface PackageJson {
  readonly name: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, unknown>>
  readonly tenon?: {
    /** Path of a module's built manifest. */
    readonly manifest?: string
    /** Schema that opening a registry creates. */
    readonly controlPlane?: string
  }
}

/** One import path of a package and the declarations behind it. */
export interface PublicEntry {
  /** As a user writes it: `@tenon/module-sdk/http`. */
  readonly specifier: string
  /** Path of the built declarations, from the package: `./dist/http/index.d.ts`. */
  readonly types: string
}

/** The typed entries of a package, in the order of its exports map. Pure. */
export function publicEntriesOf(json: PackageJson): readonly PublicEntry[] {
  return Object.entries(json.exports ?? {}).flatMap(([path, target]) => {
    const types = typeof target === 'object' && target !== null && 'types' in target ? target.types : null
    return typeof types === 'string' ? [{ specifier: json.name + path.slice(1), types }] : []
  })
}
