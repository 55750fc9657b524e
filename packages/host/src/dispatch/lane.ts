import { hostErrors } from '../errors/host-errors.ts'
import type { Mount } from './mount.ts'

/**
 * The calls of one tenant into one module. It outlives lock changes, so that a cut-over can hold new
 * calls and wait for those that run. Mutable: counted on every call.
 */
export interface Lane {
  readonly tenantId: string
  readonly module: string
  /** What the tenant's lock named when last looked at. */
  mount: Mount | null
  calls: number
  /** Present while a cut-over holds new calls. */
  gate: Gate | null
  /** Called when `calls` comes down to zero during a hold. */
  onIdle: (() => void) | null
}

/** What held calls wait for. */
interface Gate {
  readonly opened: Promise<void>
  readonly open: () => void
  /** Holds that want it shut; it opens when the last one lets go. */
  holders: number
  /** Those of them that wait for the calls in flight. */
  drainers: number
  /** Those of them that hold because this host cannot hear of moves at the moment. */
  suspenders: number
}

/** Why a lane takes no new calls: its calls in flight must end, it only switches its version, or this host cannot hear of moves. */
export type HoldCause = 'drained' | 'closed' | 'suspended'

/** A lane nobody uses yet. */
export function createLane(tenantId: string, module: string): Lane {
  return { tenantId, module, mount: null, calls: 0, gate: null, onIdle: null }
}

/** Ends one call and tells a waiting cut-over when it was the last. */
export function leaveLane(lane: Lane): void {
  lane.calls -= 1
  if (lane.calls === 0) lane.onIdle?.()
}

/** Shuts the lane to new calls until the returned function is called (once is enough, twice is harmless). */
export function holdLane(lane: Lane, cause: HoldCause): () => void {
  lane.gate ??= createGate()
  const gate = lane.gate
  const suspenders = cause === 'suspended' ? 1 : 0
  const drainers = cause === 'drained' ? 1 : 0
  gate.holders += 1
  gate.suspenders += suspenders
  gate.drainers += drainers
  let held = true
  return () => {
    if (!held) return
    held = false
    gate.holders -= 1
    gate.suspenders -= suspenders
    gate.drainers -= drainers
    if (gate.holders > 0) return
    lane.gate = null
    gate.open()
  }
}

/** True while a cut-over waits for the calls in the lane. */
export function isDraining({ gate }: Lane): boolean {
  return gate !== null && gate.drainers > 0
}

/** Resolves once no call runs in the lane. */
export function laneIdle(lane: Lane): Promise<void> {
  if (lane.calls === 0) return Promise.resolve()
  const { promise, resolve } = Promise.withResolvers<void>()
  const before = lane.onIdle
  lane.onIdle = () => {
    before?.()
    lane.onIdle = null
    resolve()
  }
  return promise
}

/**
 * Resolves when the lane opens again.
 * @throws CUTOVER_TIMEOUT after `limitMs`, or HOST_DETACHED when this host cannot hear of moves
 */
export function laneOpened(lane: Lane, gate: Gate, limitMs: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const details = { tenant: lane.tenantId, module: lane.module, waitedMs: limitMs }
  const timer = setTimeout(() => reject(gate.suspenders > 0 ? hostErrors.HOST_DETACHED({ waitedMs: limitMs }) : hostErrors.CUTOVER_TIMEOUT(details)), limitMs)
  void gate.opened.then(() => {
    clearTimeout(timer)
    resolve()
  })
  return promise
}

function createGate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve, holders: 0, drainers: 0, suspenders: 0 }
}
