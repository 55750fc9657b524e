import { defineErrors } from '@tenon/model'

/** Why a migration could not be drafted. Nothing was written, and the scratch schema is gone. */
export const draftErrors = defineErrors({
  DRAFT_SCHEMA_INVALID: {
    category: 'invalid-input',
    title: (d: { message: string }) => `Prisma does not accept schema.prisma: ${d.message}.`,
    next: () => 'Correct schema.prisma; `npx prisma validate` shows the place.',
  },
  DRAFT_HISTORY_BROKEN: {
    category: 'invalid-input',
    title: (d: { file: string; line: number; message: string }) => `The migrations do not run from the beginning: ${d.file}:${d.line}: ${d.message}.`,
    next: () => 'Correct the migration if it is not published yet; a draft begins where the history ends.',
  },
  DRAFT_ENGINE_FAILED: {
    category: 'internal',
    title: (d: { message: string }) => `Prisma's schema engine failed: ${d.message}.`,
    next: () => 'Write the migration by hand; `tenon migration lint` judges it all the same.',
  },
})
