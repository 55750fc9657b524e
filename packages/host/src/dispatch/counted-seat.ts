import type { ModuleCalls, ModuleDefinition } from '@tenon/module-sdk'
import type { RunningTenant } from '@tenon/registry'
import { CallScope } from '../scope/call-scope.ts'
import type { CallTree } from './call-tree.ts'
import type { Probes, Verdict, VersionGuard } from './guard/create-guard.ts'
import type { HostedVersion } from './hosted-versions.ts'
import { leaveLane } from './lane.ts'
import type { ReadyMount } from './mount.ts'
import type { Seat, WorkCall } from './work.ts'

/** What every seat of a host shares. */
export interface SeatHouse {
  readonly guard: VersionGuard
  /** Aborted when the host stops waiting for calls in flight. */
  readonly stopping: AbortSignal
  /** The other modules of the tenant, as seen from a seat. */
  openModules(seat: CountedSeat): ModuleCalls
}

/** A seat that is counted in its lane and its version from taking it to leaving it. A class because every call takes one. */
export class CountedSeat implements Seat {
  readonly mount: ReadyMount
  readonly call: WorkCall
  readonly scope: CallScope
  /** The seat that called into this one; null for the outermost. */
  readonly parent: CountedSeat | null
  readonly #house: SeatHouse
  #tree: CallTree | null = null
  #isOver = false
  #probes: Probes = []
  /** True once a call into another module failed there: what fails here afterwards is not this version's fault. */
  hasFailedCallee = false

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

  /** The lane comes last: a cut-over that waits goes on at once. */
  leave(verdict: Verdict): void {
    this.#isOver = true
    this.#house.guard.leave(this.mount.use, this.#probes, verdict)
    this.version.calls[this.call.cause] -= 1
    if (this.parent === null && this.#tree !== null) this.#tree.inFlight -= 1
    leaveLane(this.mount.lane)
  }
}
