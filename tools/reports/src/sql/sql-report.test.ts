import { expect, it } from 'vitest'
import type { SchemaFacts, TableFacts } from './schema-facts.ts'
import { sqlReport } from './sql-report.ts'

const item: TableFacts = {
  name: 'item',
  columns: [{ name: 'tenant_id', type: 'text', nullable: false, default: "NULLIF(current_setting('a' || 'b'), ''::text)" }, { name: 'sku', type: 'text', nullable: true, default: null }],
  constraints: ['item_pkey: PRIMARY KEY (tenant_id, sku)'],
  indexes: [],
  triggers: [],
  policies: ['tenon_guard: all using (true)'],
  grants: ['tenon_runtime: INSERT, SELECT'],
  rowSecurity: 'forced',
}
const facts: SchemaFacts = { tables: [item], views: [], functions: [], enums: ['phase: open, closed'] }
const page = sqlReport(facts, { packageName: '@acme/stock', subject: 'The schema of one tenant.' })

it('shows columns, keys, guards and grants of each table', () => {
  expect(page).toContain('| `sku` | text | yes |  |')
  expect(page).toContain('- `item_pkey: PRIMARY KEY (tenant_id, sku)`')
  expect(page).toContain('Row security: forced')
  expect(page).toContain('- `tenon_guard: all using (true)`')
  expect(page).toContain('- `tenon_runtime: INSERT, SELECT`')
})

it('keeps a default with bars inside its cell', () => {
  expect(page).toContain(String.raw`'a' \|\| 'b'`)
})

it('says nothing of what there is none of', () => {
  expect(page).not.toContain('Triggers')
  expect(page).not.toContain('Views')
  expect(page).toContain('## Enums')
})

it('is the same for the same schema', () => {
  expect(sqlReport(structuredClone(facts), { packageName: '@acme/stock', subject: 'The schema of one tenant.' })).toBe(page)
})
