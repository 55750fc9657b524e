/** How two states are compared. */
export interface DiffDesiredStateOptions {
  /** True: pins, channels, settings and grants of listed modules and tenants that the file leaves out are taken away. */
  readonly prune: boolean
  /** Whether a semver range allows a version. */
  readonly allows: (range: string, version: string) => boolean
}
