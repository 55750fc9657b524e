/** What kind of file imports: what ships, or what only runs while developing. */
export type ImportPlace = 'source' | 'test' | 'config'

/** One import of one file, by the package it enters. Relative imports and Node's own modules are not listed. */
export interface ImportFact {
  /** Path from the workspace root. */
  readonly file: string
  /** `hono`, `@tenon/model`: the package, without a subpath. */
  readonly packageName: string
  readonly place: ImportPlace
}

/** A package of the workspace as the layer check sees it. */
export interface WorkspacePackage {
  readonly name: string
  /** Path from the workspace root. */
  readonly directory: string
  /** Values of its `layer:` tags; exactly one is right. */
  readonly layers: readonly string[]
  readonly isPrivate: boolean
  /** dependencies, peerDependencies and optionalDependencies: what a user gets. */
  readonly dependencies: ReadonlySet<string>
  readonly devDependencies: ReadonlySet<string>
  readonly imports: readonly ImportFact[]
}

/** All facts the layer check needs. */
export interface Workspace {
  readonly packages: readonly WorkspacePackage[]
  /** devDependencies of the root: at hand in tests, configs and packages that are never published. */
  readonly sharedDevDependencies: ReadonlySet<string>
}
