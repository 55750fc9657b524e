import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { MigrationText } from '../../src/authoring/lint/migration-text.ts'

/** The history that every example of the corpus follows. */
export const history: MigrationText = migrationOf('0001_create_history', readFileSync(join(import.meta.dirname, 'history.sql'), 'utf8'))

/** One example: the code its name begins with, when it is a bad one, and the migration. */
export interface Example {
  readonly name: string
  readonly code: string
  readonly migration: MigrationText
}

/** The examples of one folder, `bad/CODE.words.sql` or `good/words.sql`. */
export function examplesOf(folder: 'bad' | 'good'): readonly Example[] {
  return globSync('*.sql', { cwd: join(import.meta.dirname, folder) }).toSorted().map((file) => {
    const name = basename(file, '.sql')
    return { name, code: name.split('.')[0] ?? '', migration: migrationOf('0002_example', readFileSync(join(import.meta.dirname, folder, file), 'utf8')) }
  })
}

/** A file of the corpus holds `migration.sql`, and the other files below lines `-- == down.sql` and `-- == restore.sql`. */
function migrationOf(name: string, text: string): MigrationText {
  const [up = '', ...others] = text.split('-- == ')
  const partOf = (file: string) => others.find((part) => part.startsWith(file))?.slice(file.length) ?? null
  return { name, up, down: partOf('down.sql\n'), restore: partOf('restore.sql\n') }
}
