import fc from 'fast-check'

/** How a name's schema is written, or not. The empty ones come more often: most SQL has none. */
const prefix = fc.constantFrom('', '', '', 'public.', '"public".', 'PUBLIC . ', 'public/* here */.', '"Public".', 'audit.')
const plain = fc.constantFrom('item', '"Item"', '"Ünï"', '"public"', 'public', '"a.b"', '"with ""quotes"""', 'status', '"order"', 'crypt')
const name = fc.tuple(prefix, plain).map(([schema, own]) => schema + own)
const column = fc.constantFrom('id', '"createdAt"', 'public', '"public"', 'total')
const literal = fc.constantFrom(`'public'`, `'public.item'`, `'a''b'`, '$$public.x$$', `'"public"."x_seq"'`, '42', 'null', `E'public.\\n'`, `U&'public.'`)
const space = fc.constantFrom(' ', '\n', '\r\n', ' -- public.item\n', ' /* public."Item" */ ', '\t')

/** SQL in pieces; what stands between them is chosen freely. */
type Pieces = fc.Arbitrary<readonly string[]>

function pieces(...parts: readonly (string | fc.Arbitrary<string>)[]): Pieces {
  return fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
}

const expression = fc.oneof(
  literal,
  column,
  fc.tuple(plain, column).map(([table, field]) => `${table}.${field}`),
  fc.tuple(prefix, plain, column).map(([schema, table, field]) => `${schema}${table}.${field}`),
  fc.tuple(literal, name).map(([value, type]) => `${value}::${type}`),
  fc.tuple(name, column).map(([routine, argument]) => `${routine}(${argument})`),
  literal.map((value) => `nextval(${value})`),
  literal.map((value) => `${value}::regclass`),
  name.map((table) => `(select count(*) from ${table})`),
)

const query: Pieces = fc.oneof(
  pieces('select', expression, ',', expression, 'from', name, 'as', plain, 'where', expression, '=', expression),
  pieces('insert into', name, '(', column, ') values (', expression, ')'),
  pieces('update', name, 'set', column, '=', expression, 'where', expression, 'is not null'),
  pieces('delete from', name, 'using', name, 'x where', expression, '=', expression),
  pieces('with', plain, 'as ( select', expression, 'from', name, ') select * from', plain, 'join', name, 'using (', column, ')'),
)

const definition: Pieces = fc.oneof(
  pieces('create table', name, '(', column, 'int default', expression, ',', 'kind', name, ', constraint k unique (', column, ', id ), foreign key ( id ) references', name, '(', column, '))'),
  pieces('alter table', name, 'add column', column, name, ', alter column id set default', expression, ', drop constraint public'),
  pieces('create type', name, `as enum ( 'public', 'a' )`),
  pieces('create type', name, 'as (', column, name, ')'),
  pieces('create domain', name, 'as', name, 'check ( value is not null )'),
  pieces('create unique index', plain, 'on', name, '(', column, 'public.text_ops )', 'where', expression, 'is not null'),
  pieces('create view', name, 'as select', expression, 'from', name),
  pieces('drop table if exists', name, ',', name, 'cascade'),
  pieces('drop type', name, ',', name),
  pieces('drop function', name, '(', name, ')'),
  pieces('drop trigger', plain, 'on', name),
  pieces('comment on column', fc.tuple(name, column).map(([table, field]) => `${table}.${field}`), 'is', `'in public.item'`),
  pieces('comment on table', name, `is 'public.'`),
  pieces('alter sequence', name, 'owned by', fc.tuple(name, column).map(([table, field]) => `${table}.${field}`)),
  pieces('create sequence', name, 'start', '5'),
  pieces('alter type', name, `rename value 'a' to 'public'`),
  pieces('alter table', name, 'rename to', plain),
  pieces('create trigger', plain, 'before insert on', name, 'for each row execute function', name, '()'),
)

const body = fc.oneof(
  fc.tuple(query, space).map(([parts, gap]) => `begin ${parts.join(gap)}; end`),
  fc.tuple(expression, expression, name).map(([first, second, type]) => `declare v ${type}; n int := ${first}; begin n := ${second}; if ${first} = ${second} then return; end if; perform ${second}; end`),
  fc.tuple(name, query).map(([type, parts]) => `declare r ${type}%rowtype; begin for r in ${parts.join(' ')} loop null; end loop; end`),
)

const routine: Pieces = fc.oneof(
  pieces('create function', name, '( a', name, ') returns void language plpgsql as', body.map((code) => `$body$ ${code} $body$`)),
  pieces('create function', name, '( ) returns', name, 'language sql as', query.map((parts) => `$q$ ${parts.join(' ')} $q$`)),
  pieces('create function', name, '( ) returns', name, 'as', fc.tuple(name).map(([table]) => `'select 1 from ${table}'`), 'language sql'),
  pieces('do', body.map((code) => `$do$ ${code} $do$`)),
)

const statement = fc.oneof(query, definition, routine)

/** A statement whose words are apart by all that may stand between words. */
const spaced = fc.tuple(statement, fc.array(space, { minLength: 1, maxLength: 5 })).map(([parts, gaps]) => parts.map((part, index) => `${part}${gaps[index % gaps.length] ?? ' '}`).join(''))

/** Files of SQL as nobody writes them: most parse, some do not. */
export const randomSql = fc.tuple(fc.array(spaced, { minLength: 1, maxLength: 4 }), fc.boolean()).map(([statements, crypto]) => ({ sql: statements.join(';\n'), crypto }))
