import type { ControlPlane } from '@tenon/host/client'
import type { ApplyOptions } from '@tenon/registry'
import type { Operation, Plan } from '@tenon/model'
import type { RunDevelopmentOptions } from './development/run-development.ts'
import type { RunHostOptions } from './run-host.ts'
import type { SayNow } from './while-working.ts'

/** A control plane that was opened for one command. */
export interface OpenedControl {
  readonly control: ControlPlane
  close(): Promise<void>
}

/** Where the control plane is. */
export interface OpenControlOptions {
  readonly host: string
  /** True opens the registry on its database, without a host. */
  readonly direct: boolean
  readonly actor: string
}

/** Everything outside a command: what it reads, where it writes, whom it may ask. Tests make their own. */
export interface CliWorld {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The name of whoever types, for the actor and as the default owner of pins. */
  readonly userName: string
  /** True when a person looks at standard output. */
  readonly isTerminal: boolean
  /** True when somebody can be asked. */
  readonly canAsk: boolean
  readonly colors: boolean
  write(text: string): void
  writeError(text: string): void
  ask(question: string): Promise<boolean>
  openControl(options: OpenControlOptions): Promise<OpenedControl>
  /** Applies a plan and shows a person how far it is. */
  applyWithProgress(control: ControlPlane, plan: Plan, options: ApplyOptions): Promise<Operation>
  /** Does something that takes a while, and shows a person that it does, with what it says of itself. */
  whileWorking<Result>(title: string, work: (say: SayNow) => Promise<Result>): Promise<Result>
  /** Runs a host in the foreground until it is stopped; resolves to its exit code. */
  runHost(options: RunHostOptions): Promise<number>
  /** Serves a module to a tenant, again at each change, until it is stopped; resolves to the exit code. */
  develop(options: RunDevelopmentOptions): Promise<number>
}
