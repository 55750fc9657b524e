import type { Access, Caller } from '@tenon/host'

/** Callers by the name that a request carries in its header. */
export interface ChosenAccess extends Access {
  /** Headers that make the caller of a request hold these permissions and no others. */
  headersFor(permissions: 'all' | readonly string[]): Readonly<Record<string, string>>
}

const header = 'tenon-test-permissions'

/** Access control of a test: who calls holds what the test says. */
export function chosenAccess(): ChosenAccess {
  return {
    headersFor: (permissions) => ({ [header]: permissions === 'all' ? '*' : permissions.join(' ') }),
    identify: (request) => callerOf(request.headers.get(header) ?? ''),
  }
}

function callerOf(said: string): Caller {
  const held = new Set(said.split(' '))
  return { actor: 'user:test', can: (permission) => said === '*' || held.has(permission) }
}
