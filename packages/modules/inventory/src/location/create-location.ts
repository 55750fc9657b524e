import { errors } from '../errors.ts'
import type { InventoryScope } from '../scope.ts'
import { locationOf } from './location.ts'
import type { Location, NewLocation } from './location.ts'

/** Adds a location. @throws LOCATION_TAKEN */
export async function createLocation(scope: InventoryScope, location: NewLocation): Promise<Location> {
  const data = { ...location, createdAt: new Date(scope.now()) }
  const [created] = await scope.db.location.createManyAndReturn({ data: [data], skipDuplicates: true })
  if (created === undefined) throw errors.LOCATION_TAKEN({ location: location.code })
  return locationOf(created)
}
