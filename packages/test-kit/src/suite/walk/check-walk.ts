import type { TestModule } from '../../module/test-module.ts'
import type { ModuleFinding } from '../module-finding.ts'
import type { ModuleWalk } from '../module-matrix.ts'
import { walkLife } from './walk-life.ts'
import { walkWay } from './walk-way.ts'
import type { WalkOptions } from './walk-way.ts'
import { openWalkedTenant } from './walked-tenant.ts'

/** Walks one life or one way of a module's versions with the data of a tenant of its own. */
export async function checkWalk(module: TestModule, walk: ModuleWalk, options: WalkOptions): Promise<readonly ModuleFinding[]> {
  const tenant = openWalkedTenant(module, tenantOf(walk), options)
  if (walk.kind === 'life') return walkLife(tenant, await module.artifact(walk.at.version), options)
  return walkWay(tenant, { from: await module.artifact(walk.from.version), to: await module.artifact(walk.to.version) }, options)
}

/** `w1-0-0-2-0-0`: its own for each walk, and a tenant's id. */
function tenantOf(walk: ModuleWalk): string {
  const versions = walk.kind === 'life' ? [walk.at.version] : [walk.from.version, walk.to.version]
  return `w${versions.join('-').replaceAll(/[^a-z0-9]+/g, '-')}`.slice(0, 30).replace(/-$/, '')
}
