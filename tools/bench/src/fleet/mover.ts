import type { MigrationTarget } from '@tenon/model'

/** Connections that everybody may use at once. */
export const connections = 4

/** Somebody who can take tenants through the change and back. */
export interface Mover {
  readonly name: string
  /** Makes what it needs in each schema, as if the first migration had been run by it. */
  prepare(targets: readonly MigrationTarget[]): Promise<void>
  move(direction: 'up' | 'down', targets: readonly MigrationTarget[]): Promise<void>
  close(): Promise<void>
}

/** Works through all targets, as many at once as there are connections. */
export async function forEachTarget(targets: readonly MigrationTarget[], work: (target: MigrationTarget) => Promise<unknown>): Promise<void> {
  const rest = targets.values()
  await Promise.all(Array.from({ length: connections }, async () => {
    for (const target of rest) await work(target)
  }))
}
