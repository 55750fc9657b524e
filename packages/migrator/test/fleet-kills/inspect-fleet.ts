import { isDeepStrictEqual } from 'node:util'
import type { MigrationTarget, SqlDatabase } from '@tenon/model'
import type { Client } from 'pg'
import { dataVersionOf } from '../../src/verify-migrations.ts'
import { ledgerDigest, readMarks } from '../../src/schema-mark.ts'
import { readFingerprints } from '../../src/shape/read-shapes.ts'
import { baseOf, destination } from './kill-module.ts'

/** What one tenant's schema holds, in every respect that must agree. */
export interface TenantState {
  readonly dataVersion: number
  readonly mark: string
  readonly shape: string
  readonly ledger: readonly string[]
  readonly items: unknown
  readonly tags: unknown
  /** What the caller's own row says. */
  readonly told: number | null
}

interface Row {
  readonly ledger: readonly { readonly name: string; readonly data_version: number; readonly checksum: string; readonly prepared: boolean; readonly finalized: boolean }[]
  readonly items: unknown
  readonly tags: unknown
  readonly told: number | null
}

/** Reads every tenant; `client` sees the rows of all. */
export async function readStates(client: Client, database: SqlDatabase, targets: readonly MigrationTarget[]): Promise<readonly TenantState[]> {
  const schemas = targets.map(({ schema }) => schema)
  const { rows: withTags } = await client.query<{ schema: string }>(`select nspname as schema from pg_class join pg_namespace n on n.oid = relnamespace where relname = 'tag' and nspname = any($1)`, [schemas])
  const tagged = new Set(withTags.map(({ schema }) => schema))
  const { rows } = await client.query<Row>(targets.map(({ tenantId, schema }) => `
    select (select jsonb_agg(to_jsonb(l) order by data_version) from ${schema}.tenon_ledger l) as ledger,
      (select jsonb_agg(to_jsonb(i) order by id) from ${schema}.item i) as items,
      ${tagged.has(schema) ? `(select jsonb_agg(to_jsonb(t) order by item_id, label) from ${schema}.tag t)` : 'null::jsonb'} as tags,
      (select data_version from told.place where tenant_id = '${tenantId}') as told`).join(' union all '))
  const [marks, shapes] = [await readMarks(database, schemas), await readFingerprints(database, schemas)]
  return targets.flatMap(({ schema }, index) => {
    const row = rows[index]
    const mark = marks.get(schema)
    if (row === undefined || mark === undefined || mark === null) throw new TypeError(`${schema} has no ledger or no mark`)
    const digest = ledgerDigest(row.ledger)
    return [{
      dataVersion: dataVersionOf(row.ledger.map(({ data_version: dataVersion, prepared }) => ({ dataVersion, prepared }))),
      mark: `${mark.dataVersion} ${mark.ledger === digest ? 'agrees with the ledger' : 'differs from the ledger'}`,
      shape: shapes.get(schema) ?? 'none',
      ledger: row.ledger.map(({ name }) => name),
      items: row.items,
      tags: row.tags,
      told: row.told,
    }]
  })
}

/** How every tenant looks before and after a run. */
export interface KnownStates {
  readonly old: readonly TenantState[]
  readonly moved: readonly TenantState[]
}

/**
 * Compares every tenant with its old and its new state: it must be one of them in every respect, and the
 * one that the journal says. Throws with the tenant's name otherwise.
 * @param movedNow - by tenant: whether the journal says that it is at the run's destination
 */
export function requireOldOrNew(states: readonly TenantState[], known: KnownStates, movedNow: readonly boolean[]): void {
  for (const [index, state] of states.entries()) {
    const expected = movedNow[index] === true ? known.moved[index] : known.old[index]
    if (isDeepStrictEqual(state, expected)) continue
    throw new Error(`tenant ${index} should be at ${movedNow[index] === true ? destination : baseOf(index)}:\n${JSON.stringify(expected)}\nbut is\n${JSON.stringify(state)}`)
  }
}
