import { openDatabase } from '@tenon/database'
import type { TenantBinding } from '@tenon/module-sdk/ports'
import { escapeLiteral } from 'pg'
import { createPool, poolSize } from './contenders.ts'
import type { Contender } from './contenders.ts'
import { bindings } from './isolation-field.ts'
import type { FieldPlace } from './isolation-field.ts'

/** Ours: SQL through the adapter of a binding. */
export async function boundSql(field: FieldPlace): Promise<Contender> {
  const database = await openDatabase({ url: field.url, maxConnections: poolSize })
  const adapters = new Map(await Promise.all(bindings.map(async (binding) => [binding.schema, await database.bind(binding).connect()] as const)))
  return {
    async read(binding, sku) {
      const answer = await adapters.get(binding.schema)?.queryRaw({ sql: textOf(binding, '$1'), args: [sku], argTypes: [{ scalarType: 'string', arity: 'scalar' }] })
      return answer?.rows[0]?.[0] as string | undefined
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
  return `select tenant_id, id, sku, name, barcode, unit, created_at from "${schema}".item where tenant_id = (select nullif(current_setting('tenon.tenant_id', true), '')) and sku = ${value}`
}
