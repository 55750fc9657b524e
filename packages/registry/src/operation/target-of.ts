import { schemaNameOf } from '@tenon/model'
import type { Manifest, MigrationTarget } from '@tenon/model'

/** Where a module's data of one tenant stands, with the guard that its manifest asks for; without a manifest that of every column. */
export function targetOf(tenantId: string, module: string, manifest: Pick<Manifest, 'placement'> | undefined): MigrationTarget {
  return { tenantId, module, schema: schemaNameOf(tenantId, module), guard: manifest?.placement === 'own' ? 'schema' : 'column' }
}
