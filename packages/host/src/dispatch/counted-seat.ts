import type { ModuleCalls, ModuleDefinition, ModuleLog } from '@tenon/module-sdk'
import type { RunningTenant } from '@tenon/registry'
import { guardErrors } from '../errors/guard-errors.ts'
import { CallScope } from '../scope/call-scope.ts'
import type { CallBudgets, CallDeadlines, Timed } from './call-deadlines.ts'
import type { CallTree } from './call-tree.ts'
import type { Probes, Verdict, VersionGuard } from './guard/create-guard.ts'
import type { HostedVersion } from './hosted-versions.ts'
import { leaveLane } from './lane.ts'
import type { ReadyMount } from './mount.ts'
import type { Seat, WorkCall } from './work.ts'

/** What every seat of a host shares. */
export interface SeatHouse {
  readonly guard: VersionGuard
  readonly deadlines: CallDeadlines
  readonly budgets: CallBudgets
  readonly log: ModuleLog
  /** Aborted when the host stops waiting for calls in flight. */
  readonly stopping: AbortSignal
  /** The other modules of the tenant, as seen from a seat. */
  openModules(seat: CountedSeat): ModuleCalls
}

/** A seat that is counted in its lane and its version from taking it to leaving it. A class because every call takes one. */
export class CountedSeat implements Seat, Timed {
  readonly mount: ReadyMount
  readonly call: WorkCall
  readonly scope: CallScope
  /** The seat that called into this one; null for the outermost. */
  readonly parent: CountedSeat | null
  dueTick = 0
  line: Set<Timed> | null = null
  /** True once a call into another module failed there: what fails here afterwards is not this version's fault. */
  hasFailedCallee = false
  /** True once its time was up: whoever asked has been answered, and its verdict is known. */
  isOverdue = false
  /** Calls into other modules that it waits for. Null: it never made one. */
  waitsFor: Set<symbol> | null = null
  readonly #house: SeatHouse
  #tree: CallTree | null = null
  #isOver = false
  #probes: Probes = []
  #expiry: AbortController | null = null
  #onExpire: ((error: Error) => void) | null = null
  #hasAnswered = false

  constructor(mount: ReadyMount, call: WorkCall, { house, parent }: { readonly house: SeatHouse; readonly parent: CountedSeat | null }) {
    this.mount = mount
    this.call = call
    this.parent = parent
    this.#house = house
    this.scope = new CallScope(mount.scope, call, this)
  }

  get definition(): ModuleDefinition {
    return this.mount.scope.definition
  }

  get version(): HostedVersion {
    return this.mount.version
  }

  get view(): RunningTenant {
    return this.mount.running
  }

  get stopping(): AbortSignal {
    return this.#house.stopping
  }

  /** Aborted when the call's time is up. Made when first asked for. */
  get expiry(): AbortSignal {
    this.#expiry ??= new AbortController()
    if (this.isOverdue) this.#expiry.abort()
    return this.#expiry.signal
  }

  /** Made when first asked for: a call that never leaves its module has none. */
  get tree(): CallTree {
    return (this.#tree ??= this.parent?.tree ?? { lane: this.mount.lane, view: this.view, inFlight: this.#isOver ? 0 : 1 })
  }

  openModules(): ModuleCalls {
    return this.#house.openModules(this)
  }

  /** @throws what the guard throws: the seat was not taken then */
  enter(): void {
    this.#probes = this.#house.guard.enter(this.mount.use)
    this.mount.lane.calls += 1
    this.version.calls[this.call.cause] += 1
  }

  /** From now on its time runs. @param onExpire - told when it is up, with what whoever asked is to be answered */
  wait(onExpire: (error: Error) => void): void {
    this.#onExpire = onExpire
    this.#house.deadlines.watch(this, this.call.cause)
  }

  /** It has answered and goes on with its body. @param cut - ends the body when its time is up; it leaves the seat then */
  stay(cut: (error: Error) => void): void {
    this.#house.deadlines.forget(this)
    this.#hasAnswered = true
    this.#onExpire = cut
    this.#house.deadlines.watch(this, 'body')
  }

  /** Its time is up. Its place stays taken until it really ends: what still runs may still write. */
  expire(): void {
    const error = this.#expiryError()
    this.#house.log.error('a call took longer than it may', { ...error.problem.details, tenant: this.view.tenant.id })
    this.isOverdue = true
    if (!this.#hasAnswered) this.#judgeOverdue()
    this.#onExpire?.(error)
    this.#expiry?.abort(error)
  }

  /** The lane comes last: a cut-over that waits goes on at once. Idempotent. */
  leave(verdict: Verdict): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#house.deadlines.forget(this)
    if (this.isOverdue && !this.#hasAnswered) this.#releaseOverdue()
    else this.#house.guard.leave(this.mount.use, this.#probes, verdict)
    this.version.calls[this.call.cause] -= 1
    if (this.parent === null && this.#tree !== null) this.#tree.inFlight -= 1
    leaveLane(this.mount.lane)
  }

  /** The version is to blame, unless it waits for another module: that one has a time of its own. */
  #judgeOverdue(): void {
    this.version.overdue += 1
    this.version.trouble.timedOutCalls += 1
    this.#house.guard.judge(this.mount.use, this.#probes, (this.waitsFor?.size ?? 0) > 0 ? 'fine' : 'failed')
  }

  #releaseOverdue(): void {
    this.version.overdue -= 1
    this.#house.guard.release(this.mount.use)
  }

  #expiryError() {
    const { module, version } = this.version.key
    const budgetMs = this.#house.budgets[this.#hasAnswered ? 'body' : this.call.cause]
    const [awaited] = this.waitsFor ?? []
    const waitsFor = awaited?.description ?? null
    return guardErrors.CALL_TIMED_OUT({ tenant: this.view.tenant.id, module, version, cause: this.call.cause, budgetMs, waitsFor, part: this.#hasAnswered ? 'body' : 'answer' })
  }
}
