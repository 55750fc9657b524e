import type { MigrationTarget, SqlDatabase, SqlSession } from '@tenon/model'
import { quoteLiteral } from '../quote-identifier.ts'
import { formatMark } from '../schema-mark.ts'
import type { SchemaMark } from '../schema-mark.ts'
import { lockNameOf, moveSettings } from '../with-move.ts'
import type { MoveTiming } from '../with-move.ts'
import { notAtStart } from './move-program.ts'
import { checkOf, namesOf } from './shape-check.ts'

/**
 * A function, because a connection then plans its queries once and not once a tenant. The search path comes last: a
 * plan is made anew when it is another than before. A released function never changes; another gets another name.
 */
const name = 'tenon_moves.begin_move_2'

const definition = `
  create schema if not exists tenon_moves;
  create or replace function ${name}(of_schema text, of_lock text, of_mark text, of_tables name[], of_value numeric, settings text[], setting_values text[]) returns void language plpgsql as $body$
  declare
    prepares boolean := false;
  begin
    perform set_config(setting, value, true) from unnest(settings, setting_values) as given(setting, value);
    perform pg_advisory_xact_lock(hashtextextended(of_lock, 0));
    -- Both queries open a table that the transaction has not opened before: the server then forgets what it had cached
    -- of names, and what the lock's last holder committed is seen.
    if of_mark is null then
      if exists (select from pg_namespace where nspname = of_schema) then
        raise exception using errcode = '${notAtStart}', message = of_schema || ' exists already';
      end if;
    elsif (select description from pg_description where objoid = to_regnamespace(quote_ident(of_schema)) and classoid = 'pg_namespace'::regclass and objsubid = 0) is distinct from of_mark
      or ${checkOf('to_regnamespace(quote_ident(of_schema))', 'of_tables')} <> of_value then
      raise exception using errcode = '${notAtStart}', message = of_schema || ' is not where this move begins';
    elsif exists (select from pg_class where relname = 'tenon_step' and relnamespace = to_regnamespace(quote_ident(of_schema))) then
      execute format('select exists (select from %I.tenon_step)', of_schema) into prepares;
      if prepares then
        raise exception using errcode = '${notAtStart}', message = of_schema || ' is being prepared for another move';
      end if;
    end if;
    perform set_config('search_path', quote_ident(of_schema), true);
  end
  $body$`

/** Creates the function that every program begins with, when it is missing. Safe from several processes at once. */
export async function ensureBeginFunction(database: SqlDatabase): Promise<void> {
  if (await isThere(database)) return
  await database.transaction(async (session) => {
    await session.query(`select pg_advisory_xact_lock(hashtextextended('tenon_moves', 0))`)
    if (!(await isThere(session))) await session.query(definition)
  })
}

/** Where a move begins: the mark, and the module's tables with the value of their check; a null mark: no schema. */
export interface MoveStart {
  readonly mark: SchemaMark | null
  readonly tables: readonly string[]
  readonly value: string
}

/** The statement that sets up a move, takes its lock, and under it compares the tenant with where the move begins. A journal of steps stays once there was a preparation; only one that holds something tells of one in progress. */
export function beginStatement(target: MigrationTarget, timing: Pick<MoveTiming, 'lockTimeoutMs' | 'statementTimeoutMs'>, { mark, tables, value }: MoveStart): string {
  const { search_path: _, ...settings } = moveSettings(target, timing)
  const texts = (values: readonly string[]) => `array[${values.map(quoteLiteral).join(',')}]`
  const expected = mark === null ? 'null, null, null' : `${quoteLiteral(formatMark(mark))}, ${quoteLiteral(namesOf(tables))}, ${value}`
  return `select ${name}(${quoteLiteral(target.schema)}, ${quoteLiteral(lockNameOf(target))}, ${expected}, ${texts(Object.keys(settings))}, ${texts(Object.values(settings))})`
}

async function isThere(session: Pick<SqlSession, 'query'>): Promise<boolean> {
  const [schema, proname] = name.split('.')
  const { rows } = await session.query<{ readonly found: boolean }>('select exists (select from pg_proc where proname = $2 and pronamespace = (select oid from pg_namespace where nspname = $1)) as found', [schema, proname])
  return rows[0]?.found ?? false
}
