import { defineErrors } from '@tenon/model'

/** Everything the host itself may answer instead of a module. */
export const hostErrors = defineErrors({
  ADDRESS_UNKNOWN: {
    category: 'not-found',
    title: (d: { method: string; path: string }) => `Nothing answers ${d.method} ${d.path}.`,
    next: () => 'Call a module as /t/{tenant}/{module}/..., or name the tenant in the header `tenon-tenant`.',
  },
  MODULE_VERSION_REFUSED: {
    category: 'unavailable',
    title: (d: { module: string; version: string; reason: string }) => `${d.module} ${d.version} is refused on this host: ${d.reason}`,
    next: () => 'Restore the artifact, or move the tenants on it to another version. Other versions are not affected.',
  },
  MODULE_FAILED: {
    category: 'internal',
    title: (d: { module: string; version: string }) => `${d.module} ${d.version} failed to answer.`,
    next: () => 'Try again; if it stays, look in the log for the request.',
  },
  HOST_FAILED: {
    category: 'internal',
    title: () => 'The host failed to answer.',
    next: () => 'Try again; if it stays, look in the log for the request.',
  },
  CUTOVER_TIMEOUT: {
    category: 'unavailable',
    title: (d: { tenant: string; module: string; waitedMs: number }) => `Module "${d.module}" of tenant "${d.tenant}" is moving to another version and took longer than ${d.waitedMs} ms.`,
    next: () => 'Try again in a moment; nothing of this request was done.',
  },
  HOST_DETACHED: {
    category: 'unavailable',
    title: (d: { waitedMs: number }) => `This host has lost the connection by which it hears of moves, and it was not back within ${d.waitedMs} ms.`,
    next: () => 'Try again: another host, or this one once the database can be reached. Nothing of this request was done.',
  },
  BODY_TOO_LARGE: {
    category: 'limit',
    title: (d: { limitBytes: number }) => `The request body is larger than ${d.limitBytes} bytes.`,
    next: () => 'Send it in smaller parts.',
  },
  HOST_CLOSING: {
    category: 'unavailable',
    title: () => 'This host is shutting down.',
    next: () => 'Try again: another host, or this one once it is back, will answer. Nothing of this request was done.',
  },
  HOST_NOT_READY: {
    category: 'unavailable',
    title: (d: { reason: string }) => `This host is not ready: ${d.reason}.`,
    next: () => 'Wait for it; if it stays, look at the database.',
  },
  EVENT_UNDECLARED: {
    category: 'internal',
    title: (d: { module: string; event: string }) => `Module "${d.module}" published "${d.event}", which its manifest does not list.`,
    next: () => 'Add the event to the manifest.',
  },
  EVENT_KEY_INVALID: {
    category: 'internal',
    title: (d: { event: string; length: number }) => `The key of an event "${d.event}" has ${d.length} characters.`,
    next: () => 'Give it 1 to 200: the id of what must stay in order, not its content.',
  },
  EVENT_PAYLOAD_INVALID: {
    category: 'internal',
    title: (d: { event: string; issues: readonly string[] }) => `The payload of "${d.event}" does not fit its schema: ${d.issues.join('; ')}.`,
    next: () => 'Publish what the manifest says, or change the manifest.',
  },
  OUTBOX_UNAVAILABLE: {
    category: 'internal',
    title: (d: { module: string }) => `The database client of module "${d.module}" cannot run SQL, so its events cannot leave with the transaction.`,
    next: () => 'Create the client with Prisma: it has $executeRawUnsafe.',
  },
})
