/** Types of pg_catalog, and those of the extensions that stand there: every search path finds them first. */
const serverTypes: ReadonlySet<string> = new Set(`
  aclitem any anyarray anyelement anyenum anymultirange anynonarray anyrange bit bool box bpchar bytea char cid cidr circle citext cstring cube date
  datemultirange daterange ean13 float4 float8 gtsvector hstore inet int2 int2vector int4 int4multirange int4range int8 int8multirange int8range
  internal interval isbn isbn13 ismn ismn13 issn issn13 json jsonb jsonpath line lquery lseg ltree ltxtquery macaddr macaddr8 money name numeric
  nummultirange numrange oid oidvector path point polygon query_int record refcursor regclass regcollation regconfig regdictionary regnamespace
  regoper regoperator regproc regprocedure regrole regtype seg text tid time timestamp timestamptz timetz trigger tsmultirange tsquery tsrange
  tstzmultirange tstzrange tsvector txid_snapshot unknown upc uuid varbit varchar void xid xid8 xml`.trim().split(/\s+/))

/** True for a type that PostgreSQL has itself. */
export function isServerType(name: string): boolean {
  return serverTypes.has(name)
}
