import type { Channel, SqlSession } from '@tenon/model'
import type { Actor } from '../surface/tenant-registry.ts'

/** Who a version is meant for, from now on. */
export interface Promotion extends Actor {
  readonly packageName: string
  readonly version: string
  readonly channel: Channel
  readonly createdAt: string
}

/** Appends a promotion and writes it into the version's row. */
export async function insertPromotion(session: SqlSession, { packageName, version, channel, actor, reason, createdAt }: Promotion): Promise<void> {
  await session.query(
    'insert into tenon.promotion_history (package_name, version, channel, actor, reason, created_at) values ($1, $2, $3, $4, $5, $6)',
    [packageName, version, channel, actor, reason, createdAt],
  )
  await session.query('update tenon.catalog_version set channel = $3 where package_name = $1 and version = $2', [packageName, version, channel])
}
