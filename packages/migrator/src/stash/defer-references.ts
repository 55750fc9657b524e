import type { SqlSession } from '@tenon/model'
import { quoteIdentifier } from '../quote-identifier.ts'
import type { Reference } from './parents-first.ts'

/**
 * Puts these foreign keys off, until {@link enforceReferences} or the end of the transaction, whether or not they
 * are deferrable: the catalog says so for as long. What they do to rows when others are deleted stays as it is.
 */
export async function deferReferences(session: SqlSession, references: readonly Reference[]): Promise<void> {
  if (references.length === 0) return
  await session.query([...alter(references, 'deferrable'), `set constraints ${namesOf(references)} deferred`].join('; '))
}

/** Checks what was put off, and lets the foreign keys be as they were. Rejects with the server's error when one does not hold. */
export async function enforceReferences(session: SqlSession, references: readonly Reference[]): Promise<void> {
  if (references.length === 0) return
  await session.query([`set constraints ${namesOf(references)} immediate`, ...alter(references, 'not deferrable')].join('; '))
}

/** Those that are deferrable by themselves need no change. */
function alter(references: readonly Reference[], how: string): readonly string[] {
  return references.filter(({ deferrable }) => !deferrable).map(({ child, name }) => `alter table ${quoteIdentifier(child)} alter constraint ${quoteIdentifier(name)} ${how}`)
}

function namesOf(references: readonly Reference[]): string {
  return [...new Set(references.map(({ name }) => quoteIdentifier(name)))].join(', ')
}
