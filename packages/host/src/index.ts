/** One function from Request to Response that serves every tenant on its own locked versions. @module */
export { actorHeader, openAccess } from './access/access.ts'
export type { Access, Caller } from './access/access.ts'
export { createControlApi } from './control/create-control-api.ts'
export type { ControlApi, CreateControlApiOptions } from './control/create-control-api.ts'
