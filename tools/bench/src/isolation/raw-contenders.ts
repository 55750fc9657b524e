import { openDatabase } from '@tenon/database'
import { sql } from '@tenon/module-sdk'
import type { TenantBinding } from '@tenon/module-sdk/ports'
import { escapeLiteral } from 'pg'
import { createPool, poolSize } from './contenders.ts'
import type { Contender } from './contenders.ts'
import type { FieldPlace } from './isolation-field.ts'

/** Ours: the tagged SQL a module writes. */
export async function boundSql(field: FieldPlace): Promise<Contender> {
  const database = await openDatabase({ url: field.url, maxConnections: poolSize })
  return {
    async read(binding, sku) {
      const [row] = await database.sql({ ...binding, version: 'bench' }).rows<{ readonly tenant_id: string }>(sql`select tenant_id, id, sku, name, barcode, unit, created_at from ${sql.table('item')} where sku = ${sku}`)
      return row?.tenant_id
    },
    close: () => database.close(),
  }
}

/** By hand: five statements queued on a pipelined connection, the answer of the fourth awaited. */
export function pipelinedByHand(field: FieldPlace): Contender {
  const pool = createPool(field.url, true)
  return {
    async read(binding, sku) {
      const client = await pool.connect()
      try {
        const [, , , { rows }] = await Promise.all([
          client.query('begin'),
          client.query('set local role tenon_runtime'),
          client.query({ text: `select set_config('tenon.tenant_id', $1, true)`, values: [binding.tenantId] }),
          client.query<{ readonly tenant_id: string }>({ text: textOf(binding, '$1'), values: [sku] }),
          client.query('commit'),
        ])
        return rows[0]?.tenant_id
      } finally {
        client.release()
      }
    },
    close: () => pool.end(),
  }
}

/** By hand: everything in one message of the simple protocol, values written into the text. */
export function singleMessageByHand(field: FieldPlace): Contender {
  const pool = createPool(field.url, true)
  return {
    async read(binding, sku) {
      const text = `begin; set local role tenon_runtime; select set_config('tenon.tenant_id', ${escapeLiteral(binding.tenantId)}, true); ${textOf(binding, escapeLiteral(sku))}; commit`
      const results = (await pool.query(text)) as unknown as readonly { readonly rows: readonly { readonly tenant_id: string }[] }[]
      return results[3]?.rows[0]?.tenant_id
    },
    close: () => pool.end(),
  }
}

function textOf({ schema }: TenantBinding, value: string): string {
  return `select tenant_id, id, sku, name, barcode, unit, created_at from "${schema}".item where sku = ${value}`
}
