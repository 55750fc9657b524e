/** Wake-ups over a queue of jobs in the same database. @module */
export { openWakeUps } from './open-wake-ups.ts'
export type { OpenWakeUpsOptions, OpenedWakeUps } from './open-wake-ups.ts'
