/** What an operator fixed for one tenant and module. A pin selects; it never moves data by itself. */
export interface Pin {
  readonly tenantId: string
  readonly module: string
  /** semver range, such as `~1.2` or `2.0.0`. */
  readonly range: string
  /** Who answers for it. */
  readonly owner: string
  /** Why it is there, in the owner's words. */
  readonly reason: string
  /** ISO 8601 instant after which the pin asks for attention (it never moves a tenant by itself), or null. */
  readonly expiresAt: string | null
  readonly createdAt: string
}
