/** The control API from the caller's side: the same methods as a registry, over HTTP. @module */
export { createControlClient } from './create-control-client.ts'
export type { CreateControlClientOptions } from './create-control-client.ts'
export type { ControlPlane } from './control-plane.ts'
export { clientErrors } from './client-errors.ts'
