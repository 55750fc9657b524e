import { defineErrors, isTenonError } from '@tenon/model'
import type { TenonError } from '@tenon/model'

/** What keeps a host from starting or going on, besides what database and artifacts say themselves. */
export const startupErrors = defineErrors({
  PORT_IN_USE: {
    category: 'conflict',
    title: (d: { port: number; bind: string }) => `Port ${d.port} on ${d.bind} is already in use.`,
    next: (d) => `Stop what uses it, or choose another: PORT=${d.port + 1} npm start.`,
  },
  PORT_FORBIDDEN: {
    category: 'forbidden',
    title: (d: { port: number; bind: string }) => `This user may not listen on ${d.bind}:${d.port}.`,
    next: () => 'Choose a port above 1023 and an address of this machine.',
  },
  DISK_FULL: {
    category: 'unavailable',
    title: (d: { where: string }) => `There is no space left on the disk of ${d.where}.`,
    next: () => 'Free some space and start again; what was committed is safe.',
  },
  START_FAILED: {
    category: 'internal',
    title: (d: { reason: string }) => `The host did not start: ${d.reason}`,
    next: () => 'Set LOG_LEVEL=debug to see more.',
  },
})

/** SQLSTATE of a PostgreSQL server whose disk is full. */
const diskFullSqlState = '53100'

/** The one sentence behind an error at start: known errors as they are, system errors translated. */
export function startupErrorOf(error: unknown, config: { readonly port: number; readonly bind: string; readonly home: string }): TenonError {
  if (isTenonError(error)) return error
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return startupErrors.PORT_IN_USE(config, { cause: error })
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') return startupErrors.PORT_FORBIDDEN(config, { cause: error })
  if (code === 'ENOSPC' || code === 'EDQUOT') return startupErrors.DISK_FULL({ where: config.home }, { cause: error })
  if (code === diskFullSqlState) return startupErrors.DISK_FULL({ where: 'the database' }, { cause: error })
  return startupErrors.START_FAILED({ reason: error instanceof Error ? error.message : String(error) }, { cause: error })
}
