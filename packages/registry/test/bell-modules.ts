import { packTestModule } from '@tenon/test-kit'
import type { PackedModule, PackTestModuleOptions } from '@tenon/test-kit'
import type { ModuleRegistry } from '@tenon/registry'
import { dana } from './registry-fixture.ts'

const event = (name: string) => ({ name, description: name, payload: {} })

/** `bell` publishes; `ear` listens: 1.0.0 and 1.1.0 to `bell.rung`, 2.0.0 to `bell.broke` instead. Timers: `nap` in all, another interval in 2.0.0. */
export async function packBells(ear: (version: string) => Partial<PackTestModuleOptions> = () => ({})): Promise<readonly PackedModule[]> {
  const nap = (minutes: number) => ({ name: 'nap', minutes })
  return Promise.all([
    packTestModule({ name: 'bell', version: '1.0.0', events: [event('bell.rung'), event('bell.broke')] }),
    packTestModule({ name: 'ear', version: '1.0.0', handles: ['bell.rung'], timers: [nap(10), { name: 'yawn', cron: '0 3 * * *' }], ...ear('1.0.0') }),
    packTestModule({ name: 'ear', version: '1.1.0', handles: ['bell.rung'], timers: [nap(10)], ...ear('1.1.0') }),
    packTestModule({ name: 'ear', version: '2.0.0', handles: ['bell.broke'], timers: [nap(30)], ...ear('2.0.0') }),
  ])
}

/** Moves one module of a tenant, which is created when missing. */
export async function moveModule(registry: ModuleRegistry, tenantId: string, module: string, range: string): Promise<void> {
  if (!(await registry.listTenants()).some(({ id }) => id === tenantId)) await registry.createTenant({ id: tenantId, name: tenantId, organizationId: 'umbrella' })
  const plan = await registry.plan({ kind: 'move', tenantId, targets: { [module]: range } }, dana)
  const { status, problem } = await registry.apply(plan.id, dana)
  if (status !== 'succeeded') throw new TypeError(JSON.stringify(problem))
}
