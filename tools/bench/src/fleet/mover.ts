import type { MigrationTarget } from '@tenon/model'

/** Connections that everybody may use at once. */
export const connections = 4

/** Somebody who can take tenants through the change and back. */
export interface Mover {
  readonly name: string
  /** Makes what it needs in each schema, as if the first migration had been run by it. */
  prepare(targets: readonly MigrationTarget[]): Promise<void>
  /** With connections that have seen no tenant yet: to each, a fleet is new, tenant after tenant. */
  open(): Promise<OpenMover>
}

/** A mover with its connections. */
export interface OpenMover {
  move(direction: 'up' | 'down', targets: readonly MigrationTarget[]): Promise<void>
  close(): Promise<void>
}

/** The server, for who does not wait for the disk at each commit, as our runner does not. */
export function unhurried(url: string): string {
  return `${url}?options=${encodeURIComponent('-c synchronous_commit=off')}`
}

/** Works through all targets, as many at once as there are connections. */
export async function forEachTarget(targets: readonly MigrationTarget[], work: (target: MigrationTarget) => Promise<unknown>): Promise<void> {
  const rest = targets.values()
  await Promise.all(Array.from({ length: connections }, async () => {
    for (const target of rest) await work(target)
  }))
}
