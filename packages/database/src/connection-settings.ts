import { databaseErrors } from './database-errors.ts'

/** Where a URL points, without its secrets. */
export interface ConnectionPlace {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
}

const protocols = ['postgresql:', 'postgres:']

/**
 * Reads a PostgreSQL URL.
 * @throws DATABASE_URL_INVALID, which never repeats the URL: it holds a password
 */
export function parseDatabaseUrl(url: string): ConnectionPlace {
  // Without a cause: the error of `new URL` carries its input.
  if (!URL.canParse(url)) throw databaseErrors.DATABASE_URL_INVALID({ reason: 'it is not a URL' })
  const { protocol, hostname, port, username, pathname } = new URL(url)
  if (!protocols.includes(protocol)) throw databaseErrors.DATABASE_URL_INVALID({ reason: `it begins with ${protocol} instead of postgresql:` })
  const user = decodeURIComponent(username) || 'postgres'
  return { host: decodeURIComponent(hostname) || 'localhost', port: Number(port || 5432), user, database: decodeURIComponent(pathname.slice(1)) || user }
}
