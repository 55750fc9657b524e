import type { Client } from 'pg'
import { databaseErrors } from './database-errors.ts'
import { preferredSlot } from './slot-choice.ts'
import type { SlotFacts } from './slot-choice.ts'
import { createWaitingLine } from './waiting-line.ts'
import type { WaitingLine } from './waiting-line.ts'

/** How connections are opened, shared and replaced. */
export interface ConnectionSlotsOptions {
  /** Makes an unconnected client. */
  readonly createClient: () => Client
  readonly maxConnections: number
  /** How long a caller waits for a busy connection. */
  readonly waitMs: number
  /** A connection that has served more schemas than this is replaced: its server process keeps what it learnt of each. */
  readonly maxSchemasPerConnection: number
  readonly maxLifetimeMs: number
  /** A connection that nobody used for this long is closed. */
  readonly idleMs: number
}

/** A connection lent to one caller, who gives it back exactly once. */
export interface Slot extends SlotFacts {
  readonly client: Client
  /**
   * Notes one tenant more, whose name nobody says: a transaction of the owner moves one after the other. Two count as one
   * schema: a move touches a few of its tables, and a new connection plans everything anew.
   */
  served(): void
  /** @param failure - anything but undefined: the connection is closed instead of lent again */
  release(failure?: unknown): void
}

/** Called once: with a connection, or with why there is none. */
export type TakeSlot = (error: unknown, slot: Slot | null) => void

/**
 * A bounded set of connections, each preferring the schemas it has served before. A class because
 * every query passes through it: its steps are methods, not closures made anew.
 */
export class ConnectionSlots {
  readonly #options: ConnectionSlotsOptions
  readonly #line: WaitingLine<TakeSlot>
  readonly #idle: OpenSlot[] = []
  readonly #ending = new Set<Promise<unknown>>()
  #open = 0
  #isClosed = false
  #onDrained = () => {}
  #sweeper: NodeJS.Timeout | null = null

  constructor(options: ConnectionSlotsOptions) {
    this.#options = options
    this.#line = createWaitingLine(options)
  }

  /** @param schema - whose data is asked for */
  take(schema: string, give: TakeSlot): void {
    if (this.#isClosed) return give(databaseErrors.DATABASE_CLOSED({}), null)
    const slot = preferredSlot(this.#idle, schema)
    if (slot) {
      this.#idle.splice(this.#idle.indexOf(slot), 1)
      lend(slot, schema, give)
    } else if (this.#open < this.#options.maxConnections) this.#connect(schema, give)
    else this.#line.join(schema, give)
  }

  /** Refuses who waits, lets who works finish, and closes everything. */
  async close(): Promise<void> {
    this.#isClosed = true
    if (this.#sweeper) clearTimeout(this.#sweeper)
    for (let waiter = this.#line.leave(); waiter; waiter = this.#line.leave()) waiter.answer(databaseErrors.DATABASE_CLOSED({}), null)
    const drained = new Promise<void>((resolve) => { this.#onDrained = resolve })
    for (const slot of [...this.#idle]) this.#discard(slot)
    if (this.#open > 0) await drained
    await Promise.all(this.#ending)
  }

  #connect(schema: string, give: TakeSlot): void {
    this.#open += 1
    const slot = new OpenSlot(this.#options.createClient(), (failure) => { this.#release(slot, failure) })
    const onBroken = () => {
      slot.isBroken = true
      if (this.#idle.includes(slot)) this.#discard(slot)
    }
    slot.client.on('error', onBroken)
    slot.client.on('end', onBroken)
    slot.client.connect((error?: Error | null) => {
      if (!error) return lend(slot, schema, give)
      give(error, null)
      this.#vacate()
    })
  }

  #release(slot: OpenSlot, failure: unknown): void {
    if (failure !== undefined || this.#isClosed || slot.isBroken || this.#isWorn(slot)) return this.#discard(slot)
    const waiter = this.#line.leave(slot)
    if (waiter) return lend(slot, waiter.schema, waiter.answer)
    slot.idleSince = performance.now()
    this.#idle.push(slot)
    this.#sweeper ??= setTimeout(() => { this.#sweep() }, this.#options.idleMs).unref()
  }

  #isWorn({ schemas, openedAt }: OpenSlot): boolean {
    return schemas.size > this.#options.maxSchemasPerConnection || performance.now() - openedAt > this.#options.maxLifetimeMs
  }

  #discard(slot: OpenSlot): void {
    if (this.#idle.includes(slot)) this.#idle.splice(this.#idle.indexOf(slot), 1)
    const ended: Promise<unknown> = slot.client.end().catch(() => undefined).finally(() => this.#ending.delete(ended))
    this.#ending.add(ended)
    this.#vacate()
  }

  /** A place became free: whoever waited longest gets a new connection. */
  #vacate(): void {
    this.#open -= 1
    const waiter = this.#isClosed ? null : this.#line.leave()
    if (waiter) this.#connect(waiter.schema, waiter.answer)
    if (this.#open === 0) this.#onDrained()
  }

  #sweep(): void {
    const now = performance.now()
    for (const slot of [...this.#idle]) if (now - slot.idleSince >= this.#options.idleMs) this.#discard(slot)
    this.#sweeper = this.#idle.length === 0 ? null : setTimeout(() => { this.#sweep() }, this.#options.idleMs).unref()
  }
}

class OpenSlot implements Slot {
  readonly client: Client
  readonly schemas = new Set<string>()
  readonly openedAt = performance.now()
  readonly release: (failure?: unknown) => void
  isBroken = false
  idleSince = 0
  #unnamed = 0

  constructor(client: Client, release: (failure?: unknown) => void) {
    this.client = client
    this.release = release
  }

  served(): void {
    this.#unnamed += 1
    if (this.#unnamed % 2 === 0) this.schemas.add(`unnamed ${this.#unnamed}`)
  }
}

function lend(slot: OpenSlot, schema: string, give: TakeSlot): void {
  slot.schemas.add(schema)
  give(null, slot)
}
