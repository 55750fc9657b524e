import type { Scratch } from './learn-move.ts'

/** A function of the module in its schema. */
export interface ModuleFunction {
  readonly name: string
  /** Whether it may write, or run something that does. */
  readonly mayWrite: boolean
  /** Whether something besides a trigger runs it without naming it: a default, a check, an index, an operator, ... */
  readonly used: boolean
  readonly trigger: boolean
}

/** The functions of the scratch schema. */
export async function readFunctions({ session, target }: Scratch): Promise<readonly ModuleFunction[]> {
  const { rows } = await session.query<ModuleFunction>(`
    select proname as name, provolatile = 'v' as "mayWrite", prorettype = 'trigger'::regtype as trigger,
      exists (select from pg_depend u where u.refclassid = 'pg_proc'::regclass and u.refobjid = p.oid and u.classid <> 'pg_trigger'::regclass) as used
    from pg_depend d join pg_proc p on p.oid = d.objid and d.classid = 'pg_proc'::regclass
    where d.refclassid = 'pg_namespace'::regclass and d.refobjid = (select oid from pg_namespace where nspname = $1)`, [target.schema])
  return rows
}
