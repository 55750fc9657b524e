import { writeSync } from 'node:fs'

const levels = { info: 30, warn: 40, error: 50 }
const thresholds: Readonly<Record<string, number>> = { debug: 20, ...levels, silent: Infinity }

/** Log lines like those of the host, without the logger's code: one JSON object each on standard output. @param threshold - `LOG_LEVEL`, default info */
export function writeLogLine(threshold: string | undefined): (level: keyof typeof levels, message: string, fields: Readonly<Record<string, unknown>>) => void {
  const least = thresholds[threshold ?? ''] ?? levels.info
  return (level, message, fields) => {
    if (levels[level] < least) return
    try {
      writeSync(1, `${JSON.stringify({ level: levels[level], time: Date.now(), pid: process.pid, ...fields, msg: message })}\n`)
    } catch {
      // Whoever read our lines has gone; what is supervised goes on.
    }
  }
}
