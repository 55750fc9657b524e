/** A typed client of the inventory module: the same paths, bodies and answers as its OpenAPI document. @module */
export { createInventoryClient } from './create-inventory-client.ts'
export type { InventoryClient, InventoryClientOptions } from './create-inventory-client.ts'
export type { components, paths } from '../generated/openapi.ts'
