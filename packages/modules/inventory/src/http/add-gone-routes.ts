import { errors } from '../errors.ts'
import type { InventoryRoutes } from '../scope.ts'

/** Answers every path of 1.x with 410: whoever calls it learns what took its place. */
export function addGoneRoutes(routes: InventoryRoutes): void {
  routes.all('/v1/*', (context) => {
    throw errors.API_VERSION_GONE({ gone: 'v1', current: 'v2', version: context.env.scope.version })
  })
}
