import type { SqlFragment } from '@tenon/module-sdk'
import { LRUCache } from 'lru-cache'
import { databaseErrors } from '../database-errors.ts'
import { findRefusal, loadParser } from './find-refusal.ts'
import { renderStatement } from './render-statement.ts'
import type { RenderedStatement } from './render-statement.ts'

/** Lets statements through that keep to their tenant. Each text is parsed once, whatever the number of tenants. */
export interface StatementGate {
  /** @throws SQL_REFUSED */
  open(fragment: SqlFragment, schema: string): Promise<RenderedStatement>
}

/** Texts remembered; a module has a few dozen. */
const maxTexts = 2_000

/** Makes a gate with a memory of its own. */
export function createStatementGate(): StatementGate {
  const refusals = new LRUCache<string, { readonly reason: string | null }>({ max: maxTexts })
  return {
    async open(fragment, schema) {
      const statement = renderStatement(fragment, schema)
      const known = refusals.get(statement.template)
      const { reason } = known ?? (await judge(statement.template))
      if (known === undefined) refusals.set(statement.template, { reason })
      if (reason !== null) throw databaseErrors.SQL_REFUSED({ reason, statement: statement.template.replaceAll(/\s+/g, ' ').trim().slice(0, 120) })
      return statement
    },
  }
}

async function judge(template: string): Promise<{ readonly reason: string | null }> {
  await loadParser()
  return { reason: findRefusal(template) }
}
