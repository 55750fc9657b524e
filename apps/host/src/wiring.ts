/** The wiring that other apps share with the host app. @module */
export { readConfig } from './config.ts'
export type { HostConfig } from './config.ts'
export { openParts } from './open-parts.ts'
export { nodeFlags } from './supervisor/node-flags.ts'
export type { OpenParts, OpenPartsAs } from './open-parts.ts'
