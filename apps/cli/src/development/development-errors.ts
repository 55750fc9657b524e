import { defineErrors } from '@tenon/model'

/** What can go wrong while somebody works on a module. */
export const developmentErrors = defineErrors({
  MODULE_DIRECTORY_UNUSABLE: {
    category: 'not-found',
    title: (d: { directory: string; reason: string }) => `${d.directory} holds no module: ${d.reason}.`,
    next: () => 'Name the folder of a module with --module; `npm create tenon-module` makes one.',
  },
  BUILD_FAILED: {
    category: 'invalid-input',
    title: (d: { output: string }) => `The module does not build:\n${d.output}`,
    next: () => 'Correct it and save: the last good build keeps serving meanwhile.',
  },
  DEVELOPMENT_BUILD_REFUSED: {
    category: 'precondition',
    title: (d: { host: string; version: string; reason: string }) => `The host at ${d.host} does not take the development build ${d.version}: ${d.reason}.`,
    next: () => 'Development builds run only on a host that reads them from the same directory: start it with `tenon dev` or `npm start` here, or set TENON_DEV_BUILDS for both.',
  },
  DEVELOPMENT_MOVE_FAILED: {
    category: 'conflict',
    title: (d: { title: string; advice: string }) => `The tenant did not move: ${d.title}`,
    next: (d) => d.advice,
  },
  APPLIED_MIGRATION_EDITED: {
    category: 'conflict',
    title: (d: { tenant: string; migration: string }) => `${d.migration} has run for ${d.tenant} and was edited since.`,
    next: (d) => `Put it back as it was and draft another with \`tenon migration new\`; or go on with a tenant that has no data yet: --tenant ${d.tenant}-2.`,
  },
})
