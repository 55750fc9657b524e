import type { SqlSession } from '@tenon/model'
import { renewGuardStatement } from '../guards.ts'
import { quoteIdentifier } from '../quote-identifier.ts'
import { isLockTrouble } from '../with-move.ts'
import { readSchemas } from './read-schemas.ts'

/** What became of the guards of an earlier release. */
export interface RenewedGuards {
  /** Tables renewed, `schema.table`. */
  readonly renewed: readonly string[]
  /** Schemas whose tables were in use for longer than was waited. Renewing once more finds them. */
  readonly busy: readonly string[]
}

/**
 * Gives every tenant's tables the guard of today where they have one of an earlier release; reads no row. A schema
 * is one transaction, so each is wholly renewed or not at all, and waits at most half a second for its tables.
 * @param session - a connection of the database's own user that is in no transaction and may act as tenon_owner
 */
export async function renewGuards(session: SqlSession): Promise<RenewedGuards> {
  const renewed: string[] = []
  const busy: string[] = []
  for (const { schema, olderGuards } of await readSchemas(session, false)) {
    if (olderGuards.length === 0) continue
    const tables = olderGuards.map((table) => `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`)
    if (await renewSchema(session, tables, tenantOf(schema))) renewed.push(...olderGuards.map((table) => `${schema}.${table}`))
    else busy.push(schema)
  }
  return { renewed, busy }
}

async function renewSchema(session: SqlSession, tables: readonly string[], tenantId: string): Promise<boolean> {
  try {
    await session.query(['begin', 'set local role tenon_owner', `set local lock_timeout = '500ms'`, ...tables.map((table) => renewGuardStatement(table, tenantId)), 'commit'].join('; '))
    return true
  } catch (error) {
    await session.query('rollback')
    if (!isLockTrouble(error)) throw error
    return false
  }
}

/** Ids have single dashes and no underscore, so a schema's name says whose it is. */
function tenantOf(schema: string): string {
  return /^t_(.*?)__/.exec(schema)?.[1]?.replaceAll('_', '-') ?? ''
}
