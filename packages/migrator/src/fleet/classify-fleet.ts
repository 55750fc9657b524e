import type { MigrationSource, MigrationTarget, Problem } from '@tenon/model'
import { isTenonError } from '@tenon/model'
import type { LedgerRow } from '../ledger.ts'
import { formatMark, ledgerDigest } from '../schema-mark.ts'
import type { SchemaMark } from '../schema-mark.ts'
import { dataVersionOf, pendingDown, pendingUp } from '../verify-migrations.ts'

/** Where a tenant stands: its schema does not exist, says nothing of itself, or carries a mark. */
export type Standing = 'missing' | 'unmarked' | SchemaMark

/** Tenants that stand at the same place and go to the same place: what holds for one holds for all. */
export interface FleetClass<Item> {
  readonly standing: Standing
  readonly toDataVersion: number
  readonly items: readonly Item[]
}

/** A class, the ledger of one of its members, and what follows from it for all. */
export interface JudgedClass<Item> extends FleetClass<Item> {
  readonly ledger: readonly LedgerRow[]
  readonly verdict: ClassMove
}

/** What has to happen to a class. */
export type ClassMove =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'move'; readonly direction: 'up' | 'down' }

/** Where a tenant stands, from the marks of many. */
export function standingOf(marks: ReadonlyMap<string, SchemaMark | null>, { schema }: Pick<MigrationTarget, 'schema'>): Standing {
  const mark = marks.get(schema)
  return mark === undefined ? 'missing' : mark ?? 'unmarked'
}

/**
 * True when a schema is still where it was: same version in force, same ledger. What its stash holds may have
 * changed, and what is prepared for this very move does not count.
 */
export function standsAt(standing: Standing, expected: SchemaMark | null, ledger: readonly LedgerRow[]): boolean {
  if (typeof standing === 'string') return expected === null
  if (expected === null || standing.dataVersion !== expected.dataVersion) return false
  return standing.ledger === expected.ledger || ledgerDigest(ledger.filter(({ prepared }) => !prepared)) === expected.ledger
}

/** Groups items by where they stand and where they go, in the order of their first members. Of a schema without a mark nothing is known in advance: it is a class of its own. */
export function classifyFleet<Item extends { readonly target: MigrationTarget; readonly toDataVersion: number }>(items: readonly Item[], marks: ReadonlyMap<string, SchemaMark | null>): readonly FleetClass<Item>[] {
  const keyed = Map.groupBy(items, (item) => `${item.toDataVersion} ${keyOf(standingOf(marks, item.target), item.target)}`)
  return [...keyed.values()].flatMap((members) => {
    const [first] = members
    return first === undefined ? [] : [{ standing: standingOf(marks, first.target), toDataVersion: first.toDataVersion, items: members }]
  })
}

/**
 * What a class has to do, judged by the ledger of one of its members.
 * A ledger that the migrations do not explain, or a way back that is closed, refuses the whole class before any of it is touched.
 */
export function judgeClass(ledger: readonly LedgerRow[], migrations: readonly MigrationSource[], toDataVersion: number): ClassMove {
  const inForce = ledger.filter(({ prepared }) => !prepared)
  try {
    if (dataVersionOf(inForce) > toDataVersion) {
      pendingDown(inForce, toDataVersion)
      return { kind: 'move', direction: 'down' }
    }
    return pendingUp(inForce, migrations, toDataVersion).length === 0 ? { kind: 'unchanged' } : { kind: 'move', direction: 'up' }
  } catch (error) {
    if (!isTenonError(error)) throw error
    return { kind: 'refused', problem: error.problem }
  }
}

function keyOf(standing: Standing, { schema }: MigrationTarget): string {
  if (standing === 'missing') return standing
  return standing === 'unmarked' ? `${standing} ${schema}` : formatMark(standing)
}
