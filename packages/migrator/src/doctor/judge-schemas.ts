import { parseMark } from '../schema-mark.ts'
import type { DoctorFacts, SchemaFacts } from './facts.ts'
import { someOf } from './finding.ts'
import type { Judged } from './finding.ts'

/** What holds the rows of tenants: guards, marks, indexes. */
export function judgeSchemas({ schemas, controlPlane, roles }: DoctorFacts): readonly Judged[] {
  const relations = schemas.reduce((sum, schema) => sum + schema.relations, 0)
  return [
    judgeGuards(schemas, relations),
    ...(roles.runtime === null ? [] : [judgeExposed(schemas), judgeControlPlane(controlPlane)]),
    judgeMarks(schemas),
    judgeIndexes(schemas),
  ]
}

function judgeGuards(schemas: readonly SchemaFacts[], relations: number): Judged {
  const unguarded = schemas.flatMap(({ schema, unguarded: tables }) => tables.map((table) => `${schema}.${table}`))
  const older = schemas.flatMap(({ schema, olderGuards }) => olderGuards.map((table) => `${schema}.${table}`))
  return {
    check: 'guards', found: `every table in ${count(schemas.length, 'module schema')} is guarded (${count(relations, 'relation')})`, why: 'A table without its guard shows its rows to every tenant that can name it.',
    faults: [
      { verdict: 'problem', when: unguarded.length > 0, found: `${count(unguarded.length, 'table')} without a guard of its own alone: ${someOf(unguarded)}`, next: 'Look with `tenon drift` at what differs; drop what was added by hand (a policy, a table), and move the tenant once: every move puts missing guards back.' },
      { verdict: 'advice', when: older.length > 0, found: `${count(older.length, 'table')} with the guard of an earlier release, under which a session of another tenant can add rows of its own: ${someOf(older)}`, next: '`tenon doctor --renew-guards` renews them all, a tenant at a time; else each does with its next move that runs step by step.' },
    ],
  }
}

function judgeExposed(schemas: readonly SchemaFacts[]): Judged {
  const exposed = schemas.flatMap(({ schema, exposed: names }) => names.map((name) => `${schema}.${name}`))
  return {
    check: 'exposed-relations', found: 'tenon_runtime reads no materialized view, no foreign table and none of the migrator\'s own tables', why: 'Row level security does not exist for these: who may read them reads every row.',
    faults: [{ verdict: 'problem', when: exposed.length > 0, found: `open to tenon_runtime: ${someOf(exposed)}`, next: `revoke all on ${exposed.slice(0, 5).join(', ')} from tenon_runtime, public; then make it a view or a table in a migration.` }],
  }
}

function judgeControlPlane(tables: DoctorFacts['controlPlane']): Judged {
  const open = tables.filter((table) => table.open)
  const wrong = open.filter(({ guarded }) => !guarded).map(({ table }) => `tenon.${table}`)
  const closed = tables.filter((table) => !table.open)
  const bare = closed.filter(({ guarded }) => !guarded).map(({ table }) => `tenon.${table}`)
  return {
    check: 'control-plane-guards', found: tables.length === 0 ? 'there is no control plane in this database' : `${count(tables.length, 'table')} with rows of tenants: ${open.length} open to tenon_runtime and guarded, ${closed.length} closed to it and guarded as well`,
    why: 'Requests run as tenon_runtime: a shared table that it may touch is guarded, or shows the rows of every tenant.',
    faults: [
      { verdict: 'problem', when: wrong.length > 0, found: `open to tenon_runtime without a guard: ${someOf(wrong)}`, next: `revoke all on ${wrong.join(', ')} from tenon_runtime, public;` },
      { verdict: 'advice', when: bare.length > 0, found: `closed to tenon_runtime by privileges alone: ${someOf(bare)}`, next: 'Start a host of this release on the database once: it guards every shared table.' },
    ],
  }
}

function judgeMarks(schemas: readonly SchemaFacts[]): Judged {
  const unmarked = schemas.filter(({ comment }) => parseMark(comment) === null).map(({ schema }) => schema)
  const unread = schemas.filter(({ ledger }) => ledger === 'unreadable').length
  const lying = schemas.filter(disagrees).map(({ schema }) => schema)
  return {
    check: 'marks', found: `${count(schemas.length, 'mark')} agree with their ledgers`, why: 'Thousands of tenants are judged by the marks of their schemas; one that is wrong hides what a tenant needs.',
    faults: [
      { verdict: 'problem', when: lying.length > 0, found: `the mark is not what the ledger says: ${someOf(lying)}`, next: 'Somebody changed ledger or comment by hand. Look with `tenon drift`, put the ledger right; the next move of the tenant writes the mark anew.' },
      { verdict: 'problem', when: unmarked.length > 0, found: `${count(unmarked.length, 'schema')} named as the data of a tenant without a mark: ${someOf(unmarked)}`, next: 'One that holds a ledger gets its mark with the next move of the tenant; one without was not made by a migration: rename or drop it.' },
      { verdict: 'problem', when: unread > 0, found: `the ledgers of ${count(unread, 'schema')} cannot be read by this user`, next: 'Let the user of DATABASE_URL act as tenon_owner, and let tenon_owner own these schemas.' },
    ],
  }
}

function disagrees({ comment, ledger }: SchemaFacts): boolean {
  const mark = parseMark(comment)
  if (mark === null || ledger === 'unreadable') return false
  return ledger === null || mark.dataVersion !== ledger.dataVersion || !ledger.digests.includes(mark.ledger)
}

function judgeIndexes(schemas: readonly SchemaFacts[]): Judged {
  const invalid = schemas.flatMap(({ schema, invalidIndexes }) => invalidIndexes.map((name) => `${schema}.${name}`))
  return {
    check: 'invalid-indexes', found: 'none', why: 'An index whose building broke off is kept up to date by every write and read by no query.',
    faults: [{ verdict: 'problem', when: invalid.length > 0, found: someOf(invalid), next: `Apply the move again, which resumes the preparation; or by hand: drop index concurrently ${invalid[0] ?? ''};` }],
  }
}

function count(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`
}
