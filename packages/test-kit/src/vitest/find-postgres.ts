import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import type { PostgresBinaries } from '@tenon/database/embedded'

/** Where a server of some major version is, or where it was looked for in vain. */
export interface FoundPostgres {
  readonly binaries: PostgresBinaries | null
  readonly looked: readonly string[]
}

/** Looks for an installed server in the places that Debian, Red Hat, Homebrew and Postgres.app use. */
export async function findPostgres(major: number): Promise<FoundPostgres> {
  const looked = [
    `/usr/lib/postgresql/${major}/bin`,
    `/usr/pgsql-${major}/bin`,
    `/opt/homebrew/opt/postgresql@${major}/bin`,
    `/usr/local/opt/postgresql@${major}/bin`,
    `/Applications/Postgres.app/Contents/Versions/${major}/bin`,
  ]
  for (const directory of looked) {
    const binaries = { initdb: join(directory, 'initdb'), postgres: join(directory, 'postgres') }
    if ((await isExecutable(binaries.initdb)) && (await isExecutable(binaries.postgres))) return { binaries, looked }
  }
  return { binaries: null, looked }
}

function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(() => true, () => false)
}
