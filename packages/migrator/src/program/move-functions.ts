import type { MigrationTarget, SqlDatabase, SqlSession } from '@tenon/model'
import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'
import { formatMark } from '../schema-mark.ts'
import type { SchemaMark } from '../schema-mark.ts'
import { lockNameOf, moveSettings } from '../with-move.ts'
import type { MoveTiming } from '../with-move.ts'
import { notAtStart } from './move-program.ts'
import { checkOf, namesOf } from './shape-check.ts'

/**
 * Functions, because a connection then reads and plans them once and not once a tenant. But a plan is made anew when the
 * search path is another than before, and each tenant has its own: a move begins before it is set and ends after it was
 * put back ({@link constantPath}). Two thirds of what the journal's row cost was such planning (0.35 ms against 0.1 ms).
 * Nor are plans made for the values of each call, where the server would think that worth the while: that was a third of a
 * beginning. A released function never changes; another gets another name.
 */
const beginMove = 'tenon_moves.begin_move_4'
const keepWhere = 'tenon_moves.keep_where_1'
const markMove = 'tenon_moves.mark_move_1'

/** Set in the transaction of a move that has set something aside. */
const keptSetting = 'tenon.move_kept'

/** Whether this move has set something aside so far. */
export const hasKept = `current_setting('${keptSetting}', true) = 'yes'`

const definition = `
  create schema if not exists tenon_moves;
  create or replace function ${beginMove}(of_schema text, of_lock text, of_mark text, of_tables name[], of_value numeric, settings text[], setting_values text[], emptied name[], keepings text[]) returns void language plpgsql set plan_cache_mode = force_generic_plan as $body$
  declare
    done text;
    schema_id oid;
    found_mark text;
    found_value numeric;
    prepares boolean;
    due text[];
    copied bigint;
  begin
    for place in 1 .. cardinality(settings) loop
      -- Assigned, because the value of an expression needs no query around it.
      done := set_config(settings[place], setting_values[place], true);
    end loop;
    perform pg_advisory_xact_lock(hashtextextended(of_lock, 0));
    -- A query, which opens a table that the transaction has not opened before: the server then forgets what it had cached
    -- of names, and what the lock's last holder committed is seen.
    select n.oid, description, ${checkOf('n.oid', 'of_tables')}, exists (select from pg_class where relname = 'tenon_step' and relnamespace = n.oid)
      into schema_id, found_mark, found_value, prepares
      from pg_namespace n left join pg_description on objoid = n.oid and classoid = 'pg_namespace'::regclass and objsubid = 0 where nspname = of_schema;
    if of_mark is null then
      if schema_id is not null then
        raise exception using errcode = '${notAtStart}', message = of_schema || ' exists already';
      end if;
    elsif found_mark is distinct from of_mark or found_value is distinct from of_value then
      raise exception using errcode = '${notAtStart}', message = of_schema || ' is not where this move begins';
    elsif prepares then
      execute format('select exists (select from %I.tenon_step)', of_schema) into prepares;
      if prepares then
        raise exception using errcode = '${notAtStart}', message = of_schema || ' is being prepared for another move';
      end if;
    end if;
    if emptied is not null then
      for place in 1 .. cardinality(emptied) loop
        execute format('lock table %I.%I in access exclusive mode', of_schema, emptied[place]);
      end loop;
      -- A table without a page has no row: its copy is not even planned.
      select array_agg(keeping order by place) into due
        from unnest(emptied, keepings) with ordinality as given(of_name, keeping, place) join pg_class on relname = of_name and relnamespace = schema_id
        where relkind <> 'r' or relhassubclass or pg_relation_size(oid) > 0;
    end if;
    done := set_config('search_path', quote_ident(of_schema), true);
    if due is not null then
      for place in 1 .. cardinality(due) loop
        execute due[place];
        get diagnostics copied = row_count;
        if copied > 0 then
          done := set_config('${keptSetting}', 'yes', true);
        end if;
      end loop;
    end if;
  end
  $body$;
  create or replace function ${keepWhere}(of_table text, of_condition text, of_keeping text) returns void language plpgsql as $body$
  declare
    keeps boolean;
  begin
    -- A table without a page has no row. To ask it for one would open its indexes, which many tenants' downs never need.
    perform from pg_class where oid = to_regclass(of_table) and relkind = 'r' and not relhassubclass and pg_relation_size(oid) = 0;
    if found then
      return;
    end if;
    execute 'select ' || of_condition into keeps;
    if keeps then
      execute of_keeping;
      perform set_config('${keptSetting}', 'yes', true);
    end if;
  end
  $body$;
  create or replace function ${markMove}(of_schema text, of_kept text, of_clean text) returns void language plpgsql as $body$
  declare
    keeps boolean := false;
  begin
    if ${hasKept} then
      execute format('select exists (select from %I.tenon_stash)', of_schema) into keeps;
    end if;
    execute format('comment on schema %I is %L', of_schema, case when keeps then of_kept else of_clean end);
  end
  $body$`

/** Creates what programs call, when it is missing. Safe from several processes at once. */
export async function ensureMoveFunctions(database: SqlDatabase): Promise<void> {
  if (await isThere(database)) return
  await database.transaction(async (session) => {
    await session.query(`select pg_advisory_xact_lock(hashtextextended('tenon_moves', 0))`)
    if (!(await isThere(session))) await session.query(definition)
  })
}

/**
 * A move of a fleet need not wait for the disk: it commits whole or is lost whole, together with its run's own row, and nothing
 * that is written on top of it can be kept while it is lost. The run's last commit waits, and with it everything before is safe.
 */
const unhurried = { synchronous_commit: 'off' }

/** Where a move begins: the mark, and the module's tables with the value of their check; a null mark: no schema. */
export interface MoveStart {
  readonly mark: SchemaMark | null
  readonly tables: readonly string[]
  readonly value: string
  /** What is copied away before anything else. */
  readonly keeps: readonly KeptRows[]
}

/** A table whose rows go into the stash, and the statement that copies them. */
export interface KeptRows {
  readonly table: string
  readonly keeping: string
}

/** The statement after which no plan is made for one tenant alone: names in what follows are qualified. */
export const constantPath = 'set local search_path = pg_catalog'

/** The statement that sets up a move, takes its lock, under it compares the tenant with where the move begins, and copies away the rows of tables that have any. A journal of steps stays once there was a preparation; only one that holds something tells of one in progress. */
export function beginStatement(target: MigrationTarget, timing: Pick<MoveTiming, 'lockTimeoutMs' | 'statementTimeoutMs'>, { mark, tables, value, keeps }: MoveStart): string {
  const { search_path: _, ...others } = moveSettings(target, timing)
  const settings: Readonly<Record<string, string>> = { ...others, ...unhurried }
  const texts = (values: readonly string[]) => `array[${values.map(quoteLiteral).join(',')}]`
  const expected = mark === null ? 'null, null, null' : `${quoteLiteral(formatMark(mark))}, ${quoteLiteral(namesOf(tables))}, ${value}`
  const kept = keeps.length === 0 ? 'null, null' : `${quoteLiteral(namesOf(keeps.map(({ table }) => table)))}, ${texts(keeps.map(({ keeping }) => keeping))}`
  return `select ${beginMove}(${quoteLiteral(target.schema)}, ${quoteLiteral(lockNameOf(target))}, ${expected}, ${texts(Object.keys(settings))}, ${texts(Object.values(settings))}, ${kept})`
}

/** The statement that copies a table's rows away, when it has any. The copy is not even planned for a tenant that has none. */
export function keepRowsStatement({ table, keeping }: KeptRows): string {
  const name = quoteIdentifier(table)
  return `select ${keepWhere}(${[name, `exists (select from ${name})`, keeping].map(quoteLiteral).join(', ')})`
}

/** The statement that copies away what a condition says is there. */
export function keepStatement(condition: string, keeping: string): string {
  return `select ${keepWhere}(null, ${quoteLiteral(condition)}, ${quoteLiteral(keeping)})`
}

/** The statement that writes one of two marks: what the stash holds after a move that may have set something aside tells which. */
export function markByStash({ schema }: Pick<MigrationTarget, 'schema'>, { kept, clean }: { readonly kept: SchemaMark; readonly clean: SchemaMark }): string {
  return `select ${markMove}(${[schema, formatMark(kept), formatMark(clean)].map(quoteLiteral).join(', ')})`
}

async function isThere(session: Pick<SqlSession, 'query'>): Promise<boolean> {
  const { rows } = await session.query<{ readonly found: boolean }>(
    `select count(*) = 3 as found from pg_proc join pg_namespace on pg_namespace.oid = pronamespace where nspname || '.' || proname = any($1::text[])`,
    [[beginMove, keepWhere, markMove]],
  )
  return rows[0]?.found ?? false
}
