import { PrismaPg } from '@prisma/adapter-pg'
import { ColumnTypeEnum, bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory, SqlQuery } from '@prisma/driver-adapter-utils'
import { Pool } from 'pg'

/** Where the engine looks. */
export interface CreateSchemaEngineAdapterOptions {
  readonly url: string
  /** Unquoted name of the one schema it sees. */
  readonly schema: string
}

/** PostgreSQL's one-byte type "char", in which its catalogs say kinds. */
const charOid = 18
/** Its array type, which stands in for it on the way through Prisma's adapter: that knows this one and refuses the other. */
const charArrayOid = 1002

/**
 * A connection for Prisma's schema engine (`@prisma/schema-engine-wasm`) to one schema of a database. Opaque:
 * hand it to the engine. Its pool ends when the engine is done with it.
 */
export function createSchemaEngineAdapter({ url, schema }: CreateSchemaEngineAdapterOptions): object {
  const factory: SqlMigrationAwareDriverAdapterFactory = new PrismaPg(new CatalogPool({ connectionString: url, max: 1 }), { schema, disposeExternalPool: true })
  return bindMigrationAwareSqlAdapterFactory({
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => readingCharacters(await factory.connect()),
    connectToShadowDb: () => factory.connectToShadowDb(),
  })
}

/** Without this the engine cannot read the catalog of a table with a constraint: "column type 'char' could not be deserialized". */
class CatalogPool extends Pool {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the driver's overloads are narrowed by their callers
  override async query(...args: any[]): Promise<any> {
    const result = await (super.query as (...values: unknown[]) => Promise<{ readonly fields?: { dataTypeID: number }[] }>)(...args)
    for (const field of result.fields ?? []) if (field.dataTypeID === charOid) field.dataTypeID = charArrayOid
    return result
  }
}

function readingCharacters(adapter: SqlDriverAdapter): SqlDriverAdapter {
  const query = adapter.queryRaw.bind(adapter)
  adapter.queryRaw = async (text: SqlQuery) => {
    const result = await query(text)
    return { ...result, columnTypes: result.columnTypes.map((type) => (type === ColumnTypeEnum.CharacterArray ? ColumnTypeEnum.Character : type)) }
  }
  return adapter
}
