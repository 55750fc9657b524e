import { defineErrors } from '@tenon/model'

/** A benchmark whose work was not done is no benchmark. */
export const benchErrors = defineErrors({
  BENCH_RESIDUE: {
    category: 'internal',
    title: (d: { before: string; after: string }) => `The rehearsals left something behind: ${d.before} before, ${d.after} after.`,
    next: () => 'Find what is not inside the savepoint.',
  },
  BENCH_REHEARSAL_WRONG: {
    category: 'internal',
    title: (d: { issues: readonly string[]; copied: number }) => `The rehearsal copied ${d.copied} rows and found ${d.issues.length} issues: ${d.issues.join(' ')}`,
    next: () => 'All rows must be copied and nothing found.',
  },
})
