import type { BoundaryChoice } from '../choose-boundaries.ts'

/** Which module to judge, and how thoroughly. */
export interface ModuleSuiteOptions {
  /** The module's folder, built before the suite runs: package.json, dist/manifest.json, prisma/migrations. */
  readonly directory: string | URL
  /** A directory of released tarballs of the same module, with their index.json; each edge between them and the working copy is walked. Default: none. */
  readonly releases?: string | URL
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
