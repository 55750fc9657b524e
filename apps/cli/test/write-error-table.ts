import { exitCodeOf, httpStatusOf } from '@tenon/model'
import type { ProblemCategory } from '@tenon/model'
import type { ErrorDefinitionText } from './read-error-definitions.ts'

/** The error codes as one section each: what it says, what to do, exit code and HTTP status. */
export function writeErrorTable(definitions: readonly ErrorDefinitionText[]): string {
  return definitions.map((definition) => {
    const category = definition.category as ProblemCategory
    return [
      `### ${definition.code}`,
      '',
      definition.title,
      '',
      `**What to do:** ${definition.next}`,
      '',
      `Category ${category}, exit code ${exitCodeOf[category]}, usually HTTP ${httpStatusOf[category]}.`,
    ].join('\n')
  }).join('\n\n')
}
