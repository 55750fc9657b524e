import { defineErrors } from '@tenon/model'

/** What can go wrong while a PostgreSQL server is started from its binaries. */
export const embeddedErrors = defineErrors({
  EMBEDDED_BINARIES_MISSING: {
    category: 'unavailable',
    title: (d: { platform: string }) => `There is no embedded PostgreSQL for ${d.platform} in node_modules.`,
    next: () => 'Install again with optional dependencies, or set DATABASE_URL to a PostgreSQL 15 or later.',
  },
  EMBEDDED_ACCOUNT_MISSING: {
    category: 'unavailable',
    title: () => 'PostgreSQL refuses to run as root, and this machine has neither a user "postgres" nor "nobody".',
    next: () => 'Run as an ordinary user, or set DATABASE_URL.',
  },
  EMBEDDED_DIRECTORY_UNREACHABLE: {
    category: 'unavailable',
    title: (d: { path: string; account: string }) => `PostgreSQL runs as "${d.account}", who may not enter ${d.path}.`,
    next: (d) => `Run as an ordinary user, allow entry with chmod o+x ${d.path}, or set DATABASE_URL.`,
  },
  EMBEDDED_DIRECTORY_IN_USE: {
    category: 'conflict',
    title: (d: { directory: string; processId: number }) => `The database in ${d.directory} already serves process ${d.processId}.`,
    next: () => 'Stop that process, or choose another directory.',
  },
  EMBEDDED_PORT_IN_USE: {
    category: 'conflict',
    title: (d: { port: number }) => `Port ${d.port} for the database is already in use.`,
    next: () => 'Stop what uses it, or choose another port.',
  },
  EMBEDDED_DISK_FULL: {
    category: 'unavailable',
    title: (d: { directory: string }) => `There is no space left on the disk that holds ${d.directory}.`,
    next: () => 'Free some space and start again; the data is unharmed.',
  },
  EMBEDDED_VERSION_MISMATCH: {
    category: 'precondition',
    title: (d: { directory: string; found: string; expected: string }) => `The data in ${d.directory} was written by PostgreSQL ${d.found}; this is PostgreSQL ${d.expected}.`,
    next: () => 'Move the directory away to start afresh, or use the version that wrote it.',
  },
  EMBEDDED_START_FAILED: {
    category: 'unavailable',
    title: (d: { directory: string; output: string }) => `PostgreSQL in ${d.directory} did not start: ${d.output}`,
    next: () => 'Look at its last words above; set DATABASE_URL to use another server.',
  },
})
