import { PrismaPg } from '@prisma/adapter-pg'
import { Pool } from 'pg'
import type { Client, QueryArrayConfig, QueryResult } from 'pg'
import type { DatabaseAdapter } from '@tenon/module-sdk'
import type { TenantBinding } from '@tenon/module-sdk/ports'
import type { Connections } from './connections.ts'
import { databaseErrors } from './database-errors.ts'
import { tenantIdentity } from './session-identity.ts'
import type { SessionIdentity } from './session-identity.ts'

/** Told when work on a binding begins and ends, so that a client is not closed under it. */
export interface Usage {
  begin(): void
  end(): void
}

/** The part of a pool that Prisma's adapter uses. */
interface PoolFace {
  query(config: QueryArrayConfig): Promise<QueryResult>
  connect(): Promise<object>
}

/** A client that is made anew, as after an upgrade, has its statements parsed anew. */
let adapters = 0

/** Statements by which Prisma ends a transaction; they may come after the server ended it. */
const endings = ['COMMIT', 'ROLLBACK']

/**
 * A Prisma driver adapter bound to one tenant. A single query is one round trip, in a transaction of
 * its own that carries role and tenant; an interactive transaction opens with both in its first
 * message and refuses statements after its end. Names are qualified with the binding's schema.
 * @throws BINDING_INVALID, DRIVER_DUPLICATED
 */
export function tenantAdapter(connections: Connections, binding: TenantBinding, usage: Usage): DatabaseAdapter {
  adapters += 1
  const identity = { ...tenantIdentity(binding), statementsOwner: `client ${adapters}` }
  const pool = asPool({
    query: (config) => during(usage, () => connections.query(identity, config)),
    connect: () => openTransaction(connections, identity, usage),
  })
  const factory = new PrismaPg(pool, { schema: binding.schema })
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    async connect() {
      const adapter = await factory.connect()
      // Prisma's adapter opens a pool of its own, without a tenant, when it does not recognise ours.
      if (adapter.underlyingDriver() !== pool) throw databaseErrors.DRIVER_DUPLICATED({})
      return adapter
    },
  }
}

async function during<Result>(usage: Usage, work: () => Promise<Result>): Promise<Result> {
  usage.begin()
  try {
    return await work()
  } finally {
    usage.end()
  }
}

async function openTransaction(connections: Connections, identity: SessionIdentity, usage: Usage): Promise<object> {
  usage.begin()
  try {
    const { client, release } = await connections.acquire(identity)
    return transactionFace(client, identity, (failure) => {
      release(failure)
      usage.end()
    })
  } catch (error) {
    usage.end()
    throw error
  }
}

function transactionFace(client: Client, identity: SessionIdentity, release: (failure?: unknown) => void): object {
  let begun = false
  function query(config: QueryArrayConfig): Promise<unknown> {
    if (!begun) {
      // Prisma's own BEGIN, with role and tenant in the same message.
      begun = true
      return client.query(identity.begin)
    }
    // Outside a transaction the connection would act as the login user.
    if (client.getTransactionStatus() === 'I' && !endings.includes(config.text)) return Promise.reject(databaseErrors.TRANSACTION_ENDED({}))
    return client.query(config)
  }
  return { query, release, on: client.on.bind(client), removeListener: client.removeListener.bind(client) }
}

/** Prisma's adapter takes a pool by its class; ours has the class and nothing behind it but the two ways in. */
function asPool(face: PoolFace): Pool {
  const pool = Object.create(Pool.prototype) as Pool
  return Object.assign(pool, { options: {}, on: () => pool, removeListener: () => pool }, face)
}
