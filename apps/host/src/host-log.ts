import type { ModuleLog } from '@tenon/module-sdk'
import { pino } from 'pino'

/** Log lines as JSON on standard output, one each; errors with their stack. Written synchronously, so that a crash loses none. */
export function createHostLog(level: string): ModuleLog {
  const logger = pino({ level, serializers: { error: pino.stdSerializers.err } })
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  }
}
