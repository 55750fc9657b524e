import type { DesiredModule, DesiredPin, DesiredState, DesiredTenant, LockEntry, Pin, SqlSession, Tenant, TenantChannels } from '@tenon/model'
import { stableChannels } from '@tenon/model'
import { selectChannelsOf } from '../tables/channels.ts'
import { selectCurrentLocks } from '../tables/locks.ts'
import { selectOrganizations } from '../tables/organizations.ts'
import { selectPins } from '../tables/pins.ts'
import { selectSettings } from '../tables/settings.ts'
import { selectTenant, selectTenants } from '../tables/tenants.ts'

interface Holding {
  readonly entries: readonly LockEntry[]
  readonly pins: readonly Pin[]
  readonly channels: TenantChannels
  /** By module; none where nobody set any. */
  readonly settings: ReadonlyMap<string, Readonly<Record<string, unknown>>>
}

/** What holds, complete: six statements however many tenants there are. Call it inside a transaction: the six must agree. @throws TENANT_UNKNOWN */
export async function readDesiredState(session: SqlSession, tenantId: string | null): Promise<DesiredState> {
  const tenants = tenantId === null ? await selectTenants(session, null) : [await selectTenant(session, tenantId)]
  const ids = tenantId === null ? null : [tenantId]
  const locks = new Map((await selectCurrentLocks(session, ids)).map(({ tenantId: of, entries }) => [of, entries]))
  const pins = Map.groupBy(await selectPins(session, tenantId), (pin) => pin.tenantId)
  const channels = await selectChannelsOf(session, ids)
  const settings = await selectSettings(session, [...locks].flatMap(([of, entries]) => entries.map(({ module, settingsRevision: revision }) => ({ tenantId: of, module, revision }))))
  const values = new Map([...Map.groupBy(settings, (row) => row.tenantId)].map(([of, rows]) => [of, new Map(rows.map((row) => [row.module, row.values]))]))
  const organizations = (await selectOrganizations(session)).filter(({ id }) => tenantId === null || tenants.some(({ organizationId }) => organizationId === id))
  return {
    organizations: Object.fromEntries(organizations.map(({ id, name }) => [id, { name }])),
    tenants: Object.fromEntries(tenants.map((tenant) => [tenant.id, desiredTenant(tenant, {
      entries: locks.get(tenant.id) ?? [], pins: pins.get(tenant.id) ?? [], channels: channels.get(tenant.id) ?? stableChannels, settings: values.get(tenant.id) ?? new Map(),
    })])),
  }
}

function desiredTenant({ name, organizationId, clientType, tags }: Tenant, holding: Holding): DesiredTenant {
  const { entries, pins, channels } = holding
  const modules = new Set([...entries.map(({ module }) => module), ...pins.map(({ module }) => module), ...Object.keys(channels.modules)])
  return {
    name, organization: organizationId, clientType, tags, channel: channels.all,
    modules: Object.fromEntries([...modules].toSorted().map((module) => [module, desiredModule(module, holding)])),
  }
}

function desiredModule(module: string, { entries, pins, channels, settings }: Holding): DesiredModule {
  const entry = entries.find((it) => it.module === module)
  const pin = pins.find((it) => it.module === module)
  const channel = channels.modules[module]
  const values = settings.get(module)
  return {
    ...(entry !== undefined && { version: entry.version }),
    ...(channel !== undefined && { channel }),
    ...(pin !== undefined && { pin: desiredPin(pin) }),
    ...(entry !== undefined && { grants: entry.grants }),
    ...(values !== undefined && { settings: values }),
  }
}

function desiredPin({ range, owner, reason, expiresAt }: Pin): DesiredPin {
  return { range, owner, reason, ...(expiresAt !== null && { expires: expiresAt }) }
}
