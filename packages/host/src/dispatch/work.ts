import type { ModuleDefinition } from '@tenon/module-sdk'
import type { RunningTenant } from '@tenon/registry'
import type { Caller } from '../access/access.ts'
import type { CallScope } from '../scope/call-scope.ts'
import type { CallCause } from './call-cause.ts'
import type { Verdict } from './guard/create-guard.ts'
import type { HostedVersion } from './hosted-versions.ts'

/** One piece of work for a module of a tenant: a request, an event, a due timer. */
export interface WorkCall {
  readonly tenantId: string
  readonly module: string
  readonly cause: CallCause
  /** Whom the module may ask for permissions. */
  readonly caller: Caller
  /** Aborted when whoever asked has gone away. Null: nobody can. */
  readonly signal: AbortSignal | null
}

/** The place a call has taken: on which version, by which lock revision, with which scope. */
export interface Seat {
  readonly scope: CallScope
  /** The code that runs: `definition.on`, `definition.every` and the others. */
  readonly definition: ModuleDefinition
  readonly version: HostedVersion
  /** What the tenant ran when the call began. */
  readonly view: RunningTenant
}

/** What is done in a seat. Made once and handed the call, so that a call costs no closure. */
export interface Work<Call extends WorkCall, Result> {
  /** Runs the module's code. May answer at once. */
  run(seat: Seat, call: Call): Result | Promise<Result>
  /** What the caller gets of it, still inside the call. Default: the result as it is. */
  conclude?(result: Result, seat: Seat, call: Call): Result
  /** Whether a result speaks against the version, as an unexpected throw does. Default: none does. */
  isFailure?(result: Result): boolean
  /**
   * The answer as it is handed on when something goes on after it, such as a body that is still being made: the seat is
   * left when that ends. Null: nothing goes on. Default: nothing ever does.
   */
  goOn?(answer: Result, going: GoingOn<Call>): Result | null
  /** Lets go of a result that came when its time was up. Default: nothing is to be done. */
  drop?(result: Result): void
}

/** A seat that may be kept after the answer. */
export interface LastingSeat {
  /** Keeps it. @param cut - ends what goes on, when its time is up */
  stay(cut: (error: Error) => void): void
  /** Leaves it. Idempotent. */
  leave(verdict: Verdict): void
}

/** What goes on after an answer has to know. */
export interface GoingOn<Call extends WorkCall> {
  readonly call: Call
  readonly seat: LastingSeat
  /** What the answer itself says of the version. */
  readonly verdict: Verdict
}
