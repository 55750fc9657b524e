import type { MigrationSource, MigrationTarget, SchemaDifference, SqlSession, TenantDrift } from '@tenon/model'
import { readLedger } from '../ledger.ts'
import type { LedgerRow } from '../ledger.ts'
import { formatMark, ledgerDigest, readMarks } from '../schema-mark.ts'
import type { SchemaMark } from '../schema-mark.ts'
import { readFingerprints, readShapes } from '../shape/read-shapes.ts'
import type { SchemaShape } from '../shape/read-shapes.ts'
import { dataVersionOf, verifyApplied } from '../verify-migrations.ts'
import { compareShapes } from './compare-shapes.ts'
import { expectedShape } from './expected-shape.ts'
import type { ExpectedShapes } from './expected-shape.ts'
import { returnedFingerprints } from './returned-shapes.ts'

/** Which tenants of one module to compare, and with what. */
export interface FindDriftOptions {
  readonly targets: readonly MigrationTarget[]
  /** The module's whole history, as the newest version that any of them runs knows it. */
  readonly migrations: readonly MigrationSource[]
  /** Keeps what was computed for the next call. Default: computed anew. */
  readonly known?: ExpectedShapes
}

/** A tenant, what its migrations make, and what was wrong before its shape was even looked at. */
interface Expectation {
  readonly target: MigrationTarget
  readonly dataVersion: number
  readonly shape: SchemaShape | null
  readonly ledger: readonly LedgerRow[]
  readonly differences: readonly SchemaDifference[]
}

/** Schemas whose fingerprints are made by one query: bounds what the server sorts at once. */
const atOnce = 500

/**
 * Compares tenants of one module with what the migrations in their ledgers make. Tenants that stand at
 * the same place share one expectation; fingerprints come by grouped queries, and only of those that
 * differ are the objects read. Works inside the caller's transaction and leaves nothing in it.
 * @returns the tenants that differ, with every object that does; none when all is as it should be
 * @throws MIGRATION_UNKNOWN, MIGRATION_CHECKSUM_MISMATCH when a ledger is not explained by these migrations
 */
export async function findDrift(session: SqlSession, { targets, migrations, known = new Map() }: FindDriftOptions): Promise<readonly TenantDrift[]> {
  const marks = await readMarks(session, targets.map(({ schema }) => schema))
  const groups = Map.groupBy(targets, ({ schema }) => marks.get(schema)?.ledger ?? (marks.has(schema) ? `unmarked ${schema}` : 'missing'))
  const expectations: Expectation[] = []
  for (const [digest, members] of groups) {
    if (digest === 'missing') expectations.push(...members.map(missingSchema))
    else expectations.push(...(await expectGroup(session, members, { marks, migrations, known })))
  }
  return differing(session, expectations, migrations)
}

interface Knowledge extends Required<Pick<FindDriftOptions, 'migrations' | 'known'>> {
  readonly marks: ReadonlyMap<string, SchemaMark | null>
}

/** One ledger is read for all whose marks agree; when it is not what its mark says, each speaks for itself. */
async function expectGroup(session: SqlSession, members: readonly MigrationTarget[], knowledge: Knowledge): Promise<readonly Expectation[]> {
  const [first, ...others] = members
  if (first === undefined) return []
  const expectation = await expectOne(session, first, knowledge)
  if (expectation.differences.length === 0) return members.map((target) => ({ ...expectation, target }))
  const rest: Expectation[] = []
  for (const target of others) rest.push(await expectOne(session, target, knowledge))
  return [expectation, ...rest]
}

async function expectOne(session: SqlSession, target: MigrationTarget, { marks, migrations, known }: Knowledge): Promise<Expectation> {
  const ledger = await readLedger(session, target)
  verifyApplied(ledger, migrations)
  // A module without migrations: they made nothing, not even the ledger and the grants that a first migration comes with.
  if (ledger.length === 0 && !marks.get(target.schema)) return { target, dataVersion: 0, shape: null, ledger: [], differences: [] }
  const shape = await expectedShape(session, known, { target, ledger, migrations })
  const dataVersion = dataVersionOf(ledger)
  return { target, dataVersion, shape, ledger, differences: markDifferences(ledger, dataVersion, marks.get(target.schema) ?? null) }
}

function markDifferences(ledger: readonly LedgerRow[], dataVersion: number, mark: SchemaMark | null): readonly SchemaDifference[] {
  const expected = { dataVersion, ledger: ledgerDigest(ledger), kept: mark?.kept ?? true }
  if (mark !== null && mark.ledger === expected.ledger && mark.dataVersion === dataVersion) return []
  return [{ kind: mark === null ? 'missing' : 'different', object: 'mark', name: '', expected: formatMark(expected), actual: mark === null ? null : formatMark(mark) }]
}

function missingSchema(target: MigrationTarget): Expectation {
  return { target, dataVersion: 0, shape: null, ledger: [], differences: [{ kind: 'missing', object: 'schema', name: target.schema, expected: 'the data of the tenant', actual: null }] }
}

async function differing(session: SqlSession, expectations: readonly Expectation[], migrations: readonly MigrationSource[]): Promise<readonly TenantDrift[]> {
  const returned = new Map<SchemaShape, ReadonlySet<string>>()
  const drifts: TenantDrift[] = []
  for (let start = 0; start < expectations.length; start += atOnce) {
    const some = expectations.slice(start, start + atOnce)
    const fingerprints = await readFingerprints(session, some.map(({ target }) => target.schema))
    const changed: Expectation[] = []
    for (const each of some) if (await isForeign(session, each, { fingerprint: fingerprints.get(each.target.schema), returned, migrations })) changed.push(each)
    const actual = changed.length === 0 ? new Map<string, SchemaShape>() : await readShapes(session, changed.map(({ target }) => target.schema))
    for (const { target, dataVersion, shape, differences } of some) {
      const objects = compared(shape, actual.get(target.schema))
      if (differences.length + objects.length > 0) drifts.push({ target, dataVersion, differences: [...differences, ...objects] })
    }
  }
  return drifts
}

interface Compared {
  readonly fingerprint: string | undefined
  /** Filled here, by what was expected. */
  readonly returned: Map<SchemaShape, ReadonlySet<string>>
  readonly migrations: readonly MigrationSource[]
}

/** Whether the shape is neither the expected one nor one that the module's own downs leave. */
async function isForeign(session: SqlSession, { target, shape, ledger }: Expectation, { fingerprint, returned, migrations }: Compared): Promise<boolean> {
  if (shape === null || fingerprint === shape.fingerprint) return false
  const known = returned.get(shape) ?? (await returnedFingerprints(session, target, { ledger, migrations }))
  returned.set(shape, known)
  return fingerprint === undefined || !known.has(fingerprint)
}

function compared(expected: SchemaShape | null, actual: SchemaShape | undefined): readonly SchemaDifference[] {
  return expected === null || actual === undefined ? [] : compareShapes(expected.objects, actual.objects)
}
