/** What a module outside the workspace is built and tested with: the versions that this one is. A test compares. */
export const toolVersions = {
  '@changesets/cli': '3.0.3',
  '@prisma/client': '7.10.0',
  '@types/node': '24.19.2',
  prisma: '7.10.1',
  tsup: '9.0.0',
  typescript: '6.0.3',
  vitest: '5.1.1',
} as const

/** What it takes from here. */
export const tenonRanges = {
  '@tenon/module-sdk': '^1.0.0',
  '@tenon/test-kit': '^1.0.0',
  tenon: '^1.0.0',
} as const

/** Counts up with each change of the template that a module made before should follow. */
export const templateVersion = 1
