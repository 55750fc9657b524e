import { defineErrors } from '@tenon/model'

/** Errors of the command line itself. Those of the host and the registry are shown unchanged. */
export const cliErrors = defineErrors({
  USAGE_WRONG: {
    category: 'invalid-input',
    title: (d: { message: string; command: string }) => sentence(d.message),
    next: (d) => `See \`${d.command} --help\`.`,
  },
  CONFIRMATION_MISSING: {
    category: 'precondition',
    title: (d: { action: string }) => `Nobody confirmed this, so nothing was done: ${d.action}.`,
    next: () => 'Run it on a terminal and answer yes, or add --yes.',
  },
  OPERATION_UNFINISHED: {
    category: 'precondition',
    title: (d: { operation: string; tenant: string; status: string }) => `Operation ${d.operation} of ${d.tenant} did not finish: it is ${d.status}.`,
    next: (d) => `Look at what runs now with \`tenon status ${d.tenant}\`, then plan again; the tenant is all old or all new.`,
  },
  HOST_NEEDED: {
    category: 'precondition',
    title: (d: { command: string }) => `\`${d.command}\` asks a running host, and --direct goes round it.`,
    next: () => 'Run it without --direct, with --host when the host is elsewhere.',
  },
  RECYCLE_UNFINISHED: {
    category: 'unavailable',
    title: (d: { seconds: number }) => `No fresh host has taken over within ${d.seconds} s.`,
    next: () => 'See how far it is with `tenon hosts history`, and why in the log of the host. The one before goes on meanwhile.',
  },
  HOST_APP_MISSING: {
    category: 'unavailable',
    title: () => 'The host application is not installed beside this command line.',
    next: () => 'Start your own host with createHost of @tenon/host, or run this in the workspace of Tenon.',
  },
  MODULE_SCHEMA_MISSING: {
    category: 'not-found',
    title: (d: { directory: string }) => `There is no prisma/schema.prisma in ${d.directory}.`,
    next: () => 'Run it in the folder of a module, or name the folder with --module.',
  },
  DATABASE_UNNAMED: {
    category: 'not-found',
    title: (d: { directory: string }) => `DATABASE_URL is not set, and there is no database in ${d.directory}.`,
    next: () => 'Set DATABASE_URL (and DATABASE_DIRECT_URL behind a pooler) as for the host, or run it where `tenon dev` was started.',
  },
  DESIRED_FILE_INVALID: {
    category: 'invalid-input',
    title: (d: { file: string; issues: readonly string[] }) => `${d.file} cannot be imported: ${d.issues.join('; ')}.`,
    next: () => 'Correct the named places (line:column), then import again. Nothing was changed.',
  },
  FILE_UNREADABLE: {
    category: 'not-found',
    title: (d: { file: string }) => `${d.file} cannot be read.`,
    next: () => 'Name a file that is there; `tenon export FILE` writes one.',
  },
  CLI_FAILED: {
    category: 'internal',
    title: (d: { message: string }) => `The command failed in a way it does not know: ${sentence(d.message)}`,
    next: () => 'Look at `tenon status` for what was done; run again with TENON_DEBUG=1 to see where it failed.',
  },
})

function sentence(message: string): string {
  const text = message.replace(/^error: /, '').replace(/\s+/g, ' ').trim()
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?)]$/.test(text) ? '' : '.'}`
}
