import type { Scratch } from './learn-move.ts'
import { stepByStep } from './move-program.ts'
import type { StepByStep } from './move-program.ts'
import { readEffects } from './read-effects.ts'
import type { StatementEffects } from './read-effects.ts'
import { readFunctions } from './read-functions.ts'

/** Which tables a statement of a down may change rows of. */
export interface JudgedStatement {
  readonly kind: 'judged'
  /** Object ids in the scratch schema. */
  readonly touched: readonly string[]
  /** Whether it leaves every value as it is in a table that it does not rewrite. */
  readonly plain: boolean
}

interface Reached {
  readonly relation: string
  readonly name: string
  /** Why its rows are not all that a write to it may change; null when they are. */
  readonly opaque: string | null
}

/** Judges one statement of a down right before it runs in the scratch schema: names mean what they mean then. */
export async function judgeStatement(scratch: Scratch, sql: string): Promise<JudgedStatement | StepByStep> {
  const effects = await readEffects(sql)
  const opaque = effects.intrusive ?? effects.opaque ?? (await hiddenCode(scratch, effects))
  if (opaque !== null) return stepByStep(opaque)
  const filled = await reachedBy(scratch, effects.filled, 'rows added')
  const changed = await reachedBy(scratch, effects.changed, 'rows changed')
  const missing = [...effects.filled, ...effects.changed].find((name) => ![...filled, ...changed].some((each) => each.name === name))
  if (missing !== undefined) return stepByStep(`it writes to ${missing}, which is no table of the module`)
  const reason = [...filled, ...changed].find((each) => each.opaque !== null)
  if (reason) return stepByStep(`it writes to ${reason.name}, which ${reason.opaque ?? ''}`)
  return { kind: 'judged', touched: changed.map(({ relation }) => relation), plain: effects.plain }
}

/**
 * A function that is not volatile cannot write: PostgreSQL runs its statements read-only. But it can call one
 * that is, so with a volatile function in the schema every call of any of them counts, named or not.
 */
async function hiddenCode(scratch: Scratch, { called }: StatementEffects): Promise<string | null> {
  const functions = (await readFunctions(scratch)).filter(({ trigger }) => !trigger)
  if (!functions.some(({ mayWrite }) => mayWrite)) return null
  const run = functions.find(({ name, used }) => used || called.includes(name))
  return run === undefined ? null : `it may run ${run.name}(), which may write`
}

/** The tables named, and those that foreign keys change with them. */
async function reachedBy({ session, target }: Scratch, names: readonly string[], effect: 'rows added' | 'rows changed'): Promise<readonly Reached[]> {
  if (names.length === 0) return []
  const { rows } = await session.query<Reached>(`
    with recursive reached(oid) as (
      select oid from pg_class where relname = any($2::text[]) and relnamespace = (select oid from pg_namespace where nspname = $1)
      union
      select conrelid from reached join pg_constraint on confrelid = reached.oid and contype = 'f' and $3 and (confdeltype in ('c', 'n', 'd') or confupdtype in ('c', 'n', 'd'))
    )
    select oid::text as relation, relname as name, case
      when relkind <> 'r' or relispartition or exists (select from pg_inherits where inhparent = c.oid or inhrelid = c.oid) then 'is a view, or is made of several tables'
      when exists (select from pg_trigger where tgrelid = c.oid and not tgisinternal and tgenabled <> 'D') then 'has a trigger'
      when exists (select from pg_rewrite where ev_class = c.oid) then 'has a rule' end as opaque
    from reached join pg_class c using (oid)`, [target.schema, names, effect === 'rows changed'])
  return rows
}
