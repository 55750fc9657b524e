import type { Organization, SqlSession } from '@tenon/model'
import { instant } from './instant.ts'

const columns = `id, name, ${instant('created_at')} as "createdAt"`

/** Adds an organization; false when its id is taken. */
export async function insertOrganization(session: SqlSession, { id, name, createdAt }: Organization): Promise<boolean> {
  const { rowCount } = await session.query('insert into tenon.organization (id, name, created_at) values ($1, $2, $3) on conflict do nothing', [id, name, createdAt])
  return rowCount === 1
}

/** All organizations by id. */
export async function selectOrganizations(session: SqlSession): Promise<readonly Organization[]> {
  const { rows } = await session.query<Organization>(`select ${columns} from tenon.organization order by id`)
  return rows
}

/** Whether an organization exists. */
export async function organizationExists(session: SqlSession, id: string): Promise<boolean> {
  const { rowCount } = await session.query('select 1 from tenon.organization where id = $1', [id])
  return rowCount === 1
}

/** Writes the name of an organization. */
export async function updateOrganization(session: SqlSession, { id, name }: Pick<Organization, 'id' | 'name'>): Promise<void> {
  await session.query('update tenon.organization set name = $2 where id = $1', [id, name])
}
