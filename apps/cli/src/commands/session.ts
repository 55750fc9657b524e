import type { Operation, Plan } from '@tenon/model'
import type { ControlPlane } from '@tenon/host/client'
import type { Actor } from '@tenon/registry'
import type { CliWorld } from '../cli-world.ts'
import type { Showable } from '../report.ts'

/** What one command works with: an open control plane and the person or pipe in front of it. */
export interface Session {
  readonly control: ControlPlane
  readonly actor: string
  readonly world: CliWorld
  /** True when the answer is one JSON document. */
  readonly json: boolean
  /** Shows something before the command is done. Silent with `--json`. */
  show(what: Showable): void
}

/** Who does it, and why. */
export function actorOf(session: Session, reason: string): Actor {
  return { actor: session.actor, reason }
}

/** Why a plan is applied. */
export interface ApplyReasons {
  readonly reason: string
  /** Why it may be applied though the data is not what its migrations made. Absent: then it is not. */
  readonly acceptDrift?: string
}

/** Applies a plan, with progress when a person looks on. */
export function applyPlan(session: Session, plan: Plan, { reason, acceptDrift }: ApplyReasons): Promise<Operation> {
  const { world, control } = session
  const options = { ...actorOf(session, reason), ...(acceptDrift === undefined ? {} : { acceptDrift }) }
  if (session.json || !world.isTerminal) return control.apply(plan.id, options)
  return world.applyWithProgress(control, plan, options)
}
