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

/** Applies a plan, with progress when a person looks on. */
export function applyPlan(session: Session, plan: Plan, reason: string): Promise<Operation> {
  const { world, control } = session
  if (session.json || !world.isTerminal) return control.apply(plan.id, actorOf(session, reason))
  return world.applyWithProgress(control, plan, actorOf(session, reason))
}
