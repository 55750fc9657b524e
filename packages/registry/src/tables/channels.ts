import { stableChannels } from '@tenon/model'
import type { Channel, SqlSession, TenantChannels } from '@tenon/model'
import type { Actor } from '../surface/tenant-registry.ts'
import { instant } from './instant.ts'

/** Stands for every module that has no channel of its own. */
const everyModule = '*'

/** A change of a tenant's channel. */
export interface ChannelChange extends Actor {
  readonly tenantId: string
  /** Null: of every module that has none of its own. */
  readonly module: string | null
  /** Null: the module goes with the rest again. */
  readonly channel: Channel | null
  readonly createdAt: string
}

/** Appends a change. */
export async function insertChannelChange(session: SqlSession, { tenantId, module, channel, actor, reason, createdAt }: ChannelChange): Promise<void> {
  await session.query(
    'insert into tenon.channel_history (tenant_id, module, channel, actor, reason, created_at) values ($1, $2, $3, $4, $5, $6)',
    [tenantId, module ?? everyModule, channel, actor, reason, createdAt],
  )
}

/** The channels of one tenant, now or at an instant. */
export async function selectChannels(session: SqlSession, tenantId: string, at: string | null = null): Promise<TenantChannels> {
  return (await selectChannelsOf(session, [tenantId], at)).get(tenantId) ?? stableChannels
}

/** The channels of the named tenants, or of all, now or at an instant; tenants for which nobody set one are not among them. */
export async function selectChannelsOf(session: SqlSession, tenantIds: readonly string[] | null, at: string | null = null): Promise<ReadonlyMap<string, TenantChannels>> {
  const { rows } = await session.query<{ tenantId: string; module: string; channel: Channel | null }>(
    `select distinct on (tenant_id, module) tenant_id as "tenantId", module, channel from tenon.channel_history
     where ($1::text[] is null or tenant_id = any($1)) and ($2::timestamptz is null or created_at <= $2) order by tenant_id, module, position desc`,
    [tenantIds, at],
  )
  return new Map([...Map.groupBy(rows, (row) => row.tenantId)].map(([tenantId, own]) => [tenantId, {
    all: own.find(({ module }) => module === everyModule)?.channel ?? stableChannels.all,
    modules: Object.fromEntries(own.flatMap(({ module, channel }) => (module === everyModule || channel === null ? [] : [[module, channel]]))),
  }]))
}

/** Every change of one tenant, newest first. */
export async function selectChannelHistory(session: SqlSession, tenantId: string): Promise<readonly ChannelChange[]> {
  const { rows } = await session.query<ChannelChange>(
    `select tenant_id as "tenantId", nullif(module, $2) as module, channel, actor, reason, ${instant('created_at')} as "createdAt"
     from tenon.channel_history where tenant_id = $1 order by created_at desc, position desc`,
    [tenantId, everyModule],
  )
  return rows
}
