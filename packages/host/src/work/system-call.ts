import type { Caller } from '../access/access.ts'
import type { CallCause } from '../dispatch/call-cause.ts'
import type { Seat, WorkCall } from '../dispatch/work.ts'

/** Work that no person asked for. It may do whatever the module's own permissions allow, as far as the tenant granted them, and nothing of other modules. */
export abstract class SystemCall implements WorkCall, Caller {
  readonly tenantId: string
  readonly module: string
  readonly signal: AbortSignal
  abstract readonly cause: CallCause
  /** Null until the work has started: what fails before that was no attempt. */
  seat: Seat | null = null

  constructor(tenantId: string, module: string, signal: AbortSignal) {
    this.tenantId = tenantId
    this.module = module
    this.signal = signal
  }

  get caller(): Caller {
    return this
  }

  get actor(): string {
    return `system:${this.cause}`
  }

  can(permission: string): boolean {
    return this.seat !== null && permission in this.seat.definition.manifest.permissions
  }
}
