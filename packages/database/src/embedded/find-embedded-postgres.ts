import { readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { worksIn } from './process-identity.ts'

/** Where an embedded database is, as seen from another process than its owner's. */
export type EmbeddedState = { readonly kind: 'missing' } | { readonly kind: 'stopped' } | { readonly kind: 'running'; readonly url: string }

/** Looks whether a database was ever created under `directory`, and whether it runs. Starts and changes nothing. */
export async function findEmbeddedPostgres(directory: string): Promise<EmbeddedState> {
  const password = await readText(join(directory, 'password'))
  if (password === null) return { kind: 'missing' }
  const dataDirectory = await realpath(join(directory, 'data'))
  const [processId = '', , , port = ''] = ((await readText(join(dataDirectory, 'postmaster.pid'))) ?? '').split('\n')
  if (processId === '' || !(await worksIn(Number(processId), dataDirectory))) return { kind: 'stopped' }
  return { kind: 'running', url: `postgresql://tenon:${password.trim()}@127.0.0.1:${port.trim()}/postgres` }
}

function readText(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
}
