import { z } from 'zod'

const subjects = z.array(z.object({ name: z.string(), digest: z.object({ sha512: z.string().optional() }) }))

const slsa1 = z.object({
  subject: subjects,
  predicate: z.object({
    buildDefinition: z.object({ resolvedDependencies: z.array(z.object({ digest: z.object({ gitCommit: z.string().optional() }).optional() })).optional() }).optional(),
    runDetails: z.object({ builder: z.object({ id: z.string() }) }),
  }),
})

const slsa02 = z.object({
  subject: subjects,
  predicate: z.object({
    builder: z.object({ id: z.string() }),
    invocation: z.object({ configSource: z.object({ digest: z.object({ sha1: z.string().optional() }).optional() }).optional() }).optional(),
  }),
})

/** What a provenance says, once its signature is known to hold. */
export interface ProvenanceStatement {
  readonly subjects: readonly { readonly name: string; readonly sha512: string | null }[]
  readonly builder: string
  readonly commit: string | null
}

/** Reads an in-toto statement of SLSA provenance 1 or 0.2; null when it is neither. Pure. */
export function parseProvenanceStatement(value: unknown): ProvenanceStatement | null {
  const one = slsa1.safeParse(value)
  if (one.success) {
    const { subject, predicate } = one.data
    return { subjects: subjectsOf(subject), builder: predicate.runDetails.builder.id, commit: predicate.buildDefinition?.resolvedDependencies?.[0]?.digest?.gitCommit ?? null }
  }
  const older = slsa02.safeParse(value)
  if (!older.success) return null
  const { subject, predicate } = older.data
  return { subjects: subjectsOf(subject), builder: predicate.builder.id, commit: predicate.invocation?.configSource?.digest?.sha1 ?? null }
}

function subjectsOf(subject: z.output<typeof subjects>): ProvenanceStatement['subjects'] {
  return subject.map(({ name, digest }) => ({ name, sha512: digest.sha512 ?? null }))
}
