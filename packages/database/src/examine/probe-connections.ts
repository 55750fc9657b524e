import { randomBytes } from 'node:crypto'
import type { ConnectionFacts, PoolMode, SeenIdentity } from '@tenon/model'
import type { Client } from 'pg'
import { runBound } from '../bound-query.ts'
import { tenantIdentity } from '../session-identity.ts'
import { withClient } from './plain-connection.ts'

/** Which URLs to try: the two that {@link openDatabase} takes. */
export interface ProbeConnectionsOptions {
  readonly url: string
  /** Default: `url`. */
  readonly directUrl?: string
}

const identity = tenantIdentity({ tenantId: 'tenon-doctor', schema: 'tenon' })
const boundTenant = 'tenon-doctor'
const look = `select current_user::text as role, nullif(current_setting('tenon.tenant_id', true), '') as tenant`
const rounds = 5
const notificationBudgetMs = 5_000

/**
 * Tries what a host relies on: that role and tenant hold for one transaction and not a statement longer, and
 * that notifications arrive on the direct URL. Needs the two roles; creates and changes nothing.
 * @throws what {@link withPlainConnection} throws
 */
export async function probeConnections({ url, directUrl = url }: ProbeConnectionsOptions): Promise<ConnectionFacts> {
  const bound = await withClient(url, (one) => withClient(url, async (other) => {
    const mode = await modeOf(one, other)
    return { mode, ...(await bindTwice(one, other)) }
  }))
  const direct = await withClient(directUrl, (one) => withClient(directUrl, async (other) => {
    const directMode = await modeOf(one, other)
    return { directMode, notified: (directMode === 'direct' || directMode === 'session') && (await arrives(one, other)) }
  }))
  return { ...bound, ...direct, boundTenant }
}

/**
 * A pooler in transaction mode shows two open connections the same server process, or one connection several.
 * One in session mode greets with a process number that is not the server's.
 */
async function modeOf(one: Client, other: Client): Promise<PoolMode> {
  const seen: [Set<number>, Set<number>] = [new Set(), new Set()]
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, client] of [one, other].entries()) seen[index]?.add(await processOf(client))
  }
  const isShared = seen.some(({ size }) => size > 1) || [...seen[0]].some((pid) => seen[1].has(pid))
  if (isShared) return (await opensTransactions(one)) ? 'transaction' : 'statement'
  const { processID } = one as unknown as { readonly processID: number | null }
  return processID !== null && seen[0].has(processID) ? 'direct' : 'session'
}

async function processOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return rows[0]?.pid ?? 0
}

async function opensTransactions(client: Client): Promise<boolean> {
  try {
    await client.query('begin')
    await client.query('rollback')
    return true
  } catch {
    return false
  }
}

/** As single queries and as transactions, each twice, with a look around from both connections after each. */
async function bindTwice(one: Client, other: Client): Promise<Pick<ConnectionFacts, 'identities' | 'bindingFailure'>> {
  const identities: SeenIdentity[] = []
  const seeOutside = async () => { for (const client of [one, other]) identities.push(await see(client, 'outside')) }
  try {
    await seeOutside()
    for (const inside of [seeBound, seeBound, seeInTransaction, seeInTransaction]) {
      identities.push(...(await inside(one)))
      await seeOutside()
    }
    return { identities, bindingFailure: null }
  } catch (error) {
    return { identities, bindingFailure: (error as Error).message }
  }
}

async function see(client: Client, when: SeenIdentity['when']): Promise<SeenIdentity> {
  const { rows } = await client.query<Omit<SeenIdentity, 'when'>>(look)
  return { when, role: rows[0]?.role ?? '', tenant: rows[0]?.tenant ?? null }
}

function seeBound(client: Client): Promise<readonly SeenIdentity[]> {
  return new Promise((resolve, reject) => {
    runBound(client, { identity, config: { text: look } }, (error, result) => {
      const [row] = (result?.rows ?? []) as readonly Omit<SeenIdentity, 'when'>[]
      if (error || row === undefined) reject(error ?? new Error('the bound query gave no row'))
      else resolve([{ when: 'inside', ...row }])
    })
  })
}

async function seeInTransaction(client: Client): Promise<readonly SeenIdentity[]> {
  try {
    await client.query(identity.begin)
    return [await see(client, 'inside'), await see(client, 'inside')]
  } finally {
    await client.query('rollback')
  }
}

/** Between two connections, as between two hosts. */
async function arrives(listener: Client, sender: Client): Promise<boolean> {
  const channel = `tenon_doctor_${randomBytes(6).toString('hex')}`
  await listener.query(`listen ${channel}`)
  const heard = new Promise<boolean>((resolve) => {
    const tooLate = setTimeout(() => { resolve(false) }, notificationBudgetMs)
    listener.on('notification', (message) => {
      if (message.channel !== channel) return
      clearTimeout(tooLate)
      resolve(true)
    })
  })
  await sender.query(`notify ${channel}`)
  return heard
}
