import type { BoundaryChoice } from '../choose-boundaries.ts'
import type { SeedTenant } from './prepare-tenants.ts'

/** Which module to judge, and how thoroughly. */
export interface ModuleSuiteOptions {
  /** The module's folder, built before the suite runs: package.json, dist/manifest.json, prisma/migrations. */
  readonly directory: string | URL
  /** A directory of released tarballs of the same module, with their index.json; each edge between them and the working copy is walked. Default: none. */
  readonly releases?: string | URL
  /**
   * Writes rows through the module's own routes, before random ones are added: what its code needs to find in order to answer. Called for
   * each of two tenants on the working copy; ids of rows must differ between them or be the module's own. Default: random rows alone.
   */
  readonly seedTenant?: SeedTenant
  /** Routes that no generated request can reach, such as an upload, and why: `{ 'POST /v1/items.csv': 'takes a file' }`. Default: none. */
  readonly unreached?: Readonly<Record<string, string>>
  /**
   * Tables that are computed from others, and from what: `{ stock_level: 'the sum of movements' }`. No random rows are written to them, and
   * their rows are not compared, for a migration may compute them anew. Default: none.
   */
  readonly derived?: Readonly<Record<string, string>>
  /** Rows and requests come from it: the same seed, the same rows. Default 1. */
  readonly seed?: number
  /** Rows that are written to each table, and changed in it, before and after each move. Default 8. */
  readonly rows?: number
  /** Requests to each route with the raw ids of another tenant. Default 6. */
  readonly requests?: number
  /**
   * Which moves between releases, and at which of their steps a move is killed: `all`, or a seed; seeds that follow each other run all
   * between them. Moves between neighbours and to the working copy always run. Default: the number of the day.
   */
  readonly boundaries?: BoundaryChoice
  /** Limit for each test. Default 120,000 ms. */
  readonly timeoutMs?: number
}
