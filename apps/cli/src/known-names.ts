import type { OpenedControl } from './cli-world.ts'
import type { KnownNames } from './completion.ts'

/** Longest time a press of the key may wait for a host. */
const patienceMs = 300

const nothing: KnownNames = { tenants: [], modules: [] }

/** Tenants and modules for completion, when the control plane answers quickly; else none. Never rejects. */
export async function knownNames(open: () => Promise<OpenedControl>): Promise<KnownNames> {
  const { promise: tooLate, resolve } = Promise.withResolvers<KnownNames>()
  const timer = setTimeout(resolve, patienceMs, nothing)
  const names = readNames(open).catch(() => nothing)
  return Promise.race([names, tooLate]).finally(() => clearTimeout(timer))
}

async function readNames(open: () => Promise<OpenedControl>): Promise<KnownNames> {
  const { control, close } = await open()
  const [tenants, modules] = await Promise.all([control.listTenants(), control.listModules()]).finally(close)
  return { tenants: tenants.map(({ id }) => id), modules: modules.map(({ name }) => name) }
}
