import type { ModuleDefinition } from '@tenon/module-sdk'
import type { LoadedModule } from '@tenon/module-sdk/ports'
import type { RunningTenant } from '@tenon/registry'
import type { CallScope } from '../scope/call-scope.ts'
import type { HostedVersion } from './hosted-versions.ts'
import { leaveLane } from './lane.ts'
import type { Lane } from './lane.ts'
import type { Mount } from './mount.ts'
import type { Seat, WorkCall } from './work.ts'

/** A seat that is counted in its lane and its version from taking it to leaving it. A class because every call takes one. */
export class CountedSeat implements Seat {
  readonly scope: CallScope
  readonly definition: ModuleDefinition
  readonly version: HostedVersion
  readonly view: RunningTenant
  readonly #lane: Lane

  constructor(lane: Lane & { readonly mount: Mount }, { definition }: LoadedModule, scope: CallScope) {
    this.scope = scope
    this.definition = definition
    this.version = lane.mount.version
    this.view = lane.mount.running
    this.#lane = lane
  }

  enter({ cause }: WorkCall): void {
    this.#lane.calls += 1
    this.version.calls[cause] += 1
  }

  /** The lane comes last: a cut-over that waits goes on at once. */
  leave({ cause }: WorkCall): void {
    this.version.calls[cause] -= 1
    leaveLane(this.#lane)
  }
}
