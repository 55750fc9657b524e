import type { ModuleDatabase } from '@tenon/module-sdk'
import { LRUCache } from 'lru-cache'
import type { Usage } from './tenant-adapter.ts'

/** A bounded set of clients, one per key, that never disconnects one at work. */
export interface ClientCache {
  /** The client under `key`; `create` makes it on first use and is handed what to tell about its work. */
  get<Database extends ModuleDatabase>(key: string, create: (usage: Usage) => Database): Database
  /** Disconnects all clients, each once its calls have ended. */
  close(): Promise<void>
}

interface CachedClient {
  readonly client: ModuleDatabase
  /** Disconnects now when idle, else when the last call ends. */
  retire(): Promise<void>
}

/** @param maxClients - beyond it the least recently used client is retired */
export function createClientCache(maxClients: number): ClientCache {
  const retiring = new Set<Promise<void>>()
  const clients = new LRUCache<string, CachedClient>({
    max: maxClients,
    dispose: (cached) => {
      const retired: Promise<void> = cached.retire().finally(() => retiring.delete(retired))
      retiring.add(retired)
    },
  })
  return {
    get<Database extends ModuleDatabase>(key: string, create: (usage: Usage) => Database) {
      const found = clients.get(key)
      if (found) return found.client as Database
      const cached = cachedClient(create)
      clients.set(key, cached)
      return cached.client as Database
    },
    async close() {
      clients.clear()
      await Promise.all(retiring)
    },
  }
}

function cachedClient(create: (usage: Usage) => ModuleDatabase): CachedClient {
  let active = 0
  let whenIdle: (() => void) | null = null
  const usage: Usage = {
    begin: () => { active += 1 },
    end: () => {
      active -= 1
      if (active === 0) whenIdle?.()
    },
  }
  const client = create(usage)
  return {
    client,
    async retire() {
      if (active > 0) await new Promise<void>((resolve) => { whenIdle = resolve })
      // A client that cannot say goodbye holds nothing: its connections belong to the shared pool.
      await client.$disconnect().catch(() => undefined)
    },
  }
}
