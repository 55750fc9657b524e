import type { SqlFragment, TransactionSql } from '@tenon/module-sdk'
import type { RawClient } from '@tenon/module-sdk/ports'
import type { TenantSqlParts } from './tenant-transaction.ts'

/** Raw SQL inside the transaction that a Prisma client has open, checked like any other. */
export function prismaSql({ gate, binding }: Pick<TenantSqlParts, 'gate' | 'binding'>, client: RawClient): TransactionSql {
  return {
    async rows<Row>(statement: SqlFragment) {
      const { text, values } = await gate.open(statement, binding.schema)
      return (await client.$queryRawUnsafe(text, ...values)) as readonly Row[]
    },
    async run(statement) {
      const { text, values } = await gate.open(statement, binding.schema)
      return client.$executeRawUnsafe(text, ...values)
    },
  }
}
