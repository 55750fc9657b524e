import type { MigrationSource } from '@tenon/model'
import { runMigrationSql } from '../run-migration-sql.ts'
import { splitStatements } from '../split-statements.ts'
import type { LearnedSql, Scratch } from './learn-move.ts'
import { stepByStep } from './move-program.ts'
import type { StepByStep } from './move-program.ts'
import { readEffects } from './read-effects.ts'
import type { StatementEffects } from './read-effects.ts'
import { readFunctions } from './read-functions.ts'

/**
 * Runs the ups in the scratch schema. With an empty stash an up puts nothing back, so only one thing may
 * depend on a tenant's data: which tables its code makes, for they need guards.
 */
export async function learnUps(scratch: Scratch, steps: readonly MigrationSource[]): Promise<LearnedSql | StepByStep> {
  const statements: string[] = []
  let varies = false
  for (const { name, upFile, up } of steps) {
    for (const effects of await effectsOf(up)) {
      if (effects.intrusive !== null) return stepByStep(`${name}: ${effects.intrusive}`)
      varies ||= effects.opaque !== null
    }
    await runMigrationSql(scratch.session, { migration: name, file: upFile, text: up })
    await scratch.session.query('set constraints all immediate')
    statements.push(terminated(up), 'set constraints all immediate')
    // Code in the schema may run by a call, a default, a trigger, ...: no need to know which.
    varies ||= (await readFunctions(scratch)).length > 0
  }
  return { kind: 'learned', keeps: [], opening: [], statements, closing: null, varies }
}

/** Effects of each statement of a file; none of a text that is no SQL, which its replay will refuse. */
async function effectsOf(text: string): Promise<readonly StatementEffects[]> {
  const statements = await splitStatements(text)
  return 'offset' in statements ? [] : Promise.all(statements.map(({ sql }) => readEffects(sql)))
}

/** A file's text that another statement may follow, even when its last line is a comment. */
export function terminated(text: string): string {
  return `${text.replace(/[\s;]+$/, '')}\n`
}
