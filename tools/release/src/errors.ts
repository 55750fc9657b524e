import { defineErrors } from '@tenon/model'

/** What can go wrong with a release. */
export const releaseErrors = defineErrors({
  RELEASE_USAGE: {
    category: 'invalid-input',
    title: () => 'Name the package to release.',
    next: () => 'For example: npm run release:module -- packages/modules/inventory',
  },
  RELEASE_COMMAND_FAILED: {
    category: 'internal',
    title: (d: { command: string; status: number | null }) => `\`${d.command}\` ended with ${d.status ?? 'a signal'}.`,
    next: () => 'Its output stands above.',
  },
  RELEASE_IMMUTABLE: {
    category: 'conflict',
    title: (d: { packageName: string; version: string; released: string; built: string }) =>
      `${d.packageName} ${d.version} is released already, with other bytes (${d.released}, not ${d.built}).`,
    next: () => 'Add a changeset and run `npx changeset version`: a released version never changes.',
  },
  RELEASE_HOLDS_MACHINE_PATH: {
    category: 'invalid-input',
    title: (d: { file: string }) => `${d.file} holds a path of this machine.`,
    next: () => 'Find what writes it into the build: a release must be the same wherever it is built.',
  },
  RELEASE_UNVERSIONED: {
    category: 'precondition',
    title: (d: { packageName: string }) => `${d.packageName} has no version yet.`,
    next: () => 'Add a changeset and run `npx changeset version`.',
  },
})
