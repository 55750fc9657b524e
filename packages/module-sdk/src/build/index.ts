/** Build-time tools for module packages: read migrations, write the manifest. @module */
export { checksumOf, migrationEntry, readMigrations } from './read-migrations.ts'
export { readPrismaChecksums } from './adopt/read-prisma-checksums.ts'
export { describeModule, readDescription } from './describe-module.ts'
export type { ModuleDescription } from './describe-module.ts'
