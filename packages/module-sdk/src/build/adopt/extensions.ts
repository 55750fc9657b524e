import { listOf, nodeOf } from './statement-rules.ts'
import type { ParsedStatement } from './sql-text.ts'

/** The schema, shared by all tenants, of what an extension brings under names that PostgreSQL has itself. */
export const extensionSchema = 'tenon_extensions'

/**
 * Trusted extensions without state, configuration or dynamic SQL. They stand in pg_catalog, which every
 * search path begins with: operators such as citext's `=` are looked up by path at run time, and would
 * silently become text's otherwise.
 */
const inCatalog: readonly string[] = ['btree_gin', 'btree_gist', 'citext', 'cube', 'fuzzystrmatch', 'hstore', 'intarray', 'isn', 'ltree', 'pg_trgm', 'seg', 'unaccent', 'uuid-ossp']

/** What pgcrypto brings; its gen_random_uuid is PostgreSQL's own since 13, which keeps the extension out of pg_catalog. */
const cryptoFunctions: ReadonlySet<string> = new Set([
  'armor', 'crypt', 'dearmor', 'decrypt', 'decrypt_iv', 'digest', 'encrypt', 'encrypt_iv', 'fips_mode', 'gen_random_bytes', 'gen_salt', 'hmac',
  'pgp_armor_headers', 'pgp_key_id', 'pgp_pub_decrypt', 'pgp_pub_decrypt_bytea', 'pgp_pub_encrypt', 'pgp_pub_encrypt_bytea',
  'pgp_sym_decrypt', 'pgp_sym_decrypt_bytea', 'pgp_sym_encrypt', 'pgp_sym_encrypt_bytea',
])

/** True for a function of pgcrypto that is not also PostgreSQL's own. */
export function isCryptoFunction(name: string): boolean {
  return cryptoFunctions.has(name)
}

/**
 * What takes the place of a `create extension`: one statement that sees to it that the extension stands
 * once in the database, where every tenant finds it, and says so when somebody has put it elsewhere.
 * @returns null when the extension is not known to be safe to share; an empty text when there is nothing to do
 */
export function sharedExtension({ fields }: ParsedStatement): string | null {
  const name = String(fields['extname'])
  const options = listOf(fields['options']).map((option) => nodeOf(nodeOf(option)['DefElem']))
  const elsewhere = options.some(({ defname, arg }) => defname === 'schema' && !['public', 'pg_catalog'].includes(String(nodeOf(nodeOf(arg)['String'])['sval'])))
  if (elsewhere) return null
  if (name === 'plpgsql') return ''
  if (name === 'pgcrypto') return ensure(name, extensionSchema)
  return inCatalog.includes(name) ? ensure(name, 'pg_catalog') : null
}

/** True for the statement that brings pgcrypto. */
export function bringsCrypto({ kind, fields }: ParsedStatement): boolean {
  return kind === 'CreateExtensionStmt' && fields['extname'] === 'pgcrypto'
}

/** The lock is taken only by those who find the extension missing: two tenants at once would otherwise meet a unique key. */
function ensure(name: string, schema: string): string {
  const steps = [
    `if not exists (select from pg_catalog.pg_extension where extname = '${name}') then`,
    `perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('tenon:extensions', 0));`,
    ...(schema === extensionSchema ? [`create schema if not exists ${schema}; grant usage on schema ${schema} to public;`] : []),
    `create extension if not exists "${name}" schema ${schema}; end if;`,
    `if (select nspname from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace where extname = '${name}') <> '${schema}' then`,
    `raise exception 'extension ${name} stands in another schema than ${schema}, where not every tenant finds it' using errcode = '55000', hint = 'alter extension "${name}" set schema ${schema}'; end if;`,
  ]
  return `do $tenon$ begin ${steps.join(' ')} end $tenon$`
}
