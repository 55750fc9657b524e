import { isTenonError } from '@tenon/model'
import type { Operation, Problem } from '@tenon/model'
import { problemOf } from '../operation/problem-of.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { PlanRegistry } from '../surface/plan-registry.ts'
import type { Application } from '../surface/queue-registry.ts'
import { endAttempt } from '../tables/applications.ts'
import type { ApplicationEnd } from '../tables/applications.ts'
import { selectLastOperationOfPlan } from '../tables/operations.ts'

const attemptsAtMost = 12
const firstPauseMs = 500
const longestPauseMs = 300_000

/** What goes away by itself: somebody else was there first, or a lock or an answer came too late. */
const passing: ReadonlySet<string> = new Set(['TENANT_BUSY', 'HOLD_UNANSWERED', 'CALLS_UNFINISHED', 'MIGRATION_LOCK_TIMEOUT', 'PREPARATION_BUSY', 'DATABASE_UNAVAILABLE'])

/**
 * One attempt at an application that this host has taken up, and its end. A move whose commit had gone through before
 * its host died is done; one that was cut off is tried again, as long as its plan fits the tenant.
 * @returns when to try again, ISO 8601; null when it has ended
 */
export async function runApplication(parts: RegistryParts, start: PlanRegistry['start'], application: Application): Promise<string | null> {
  const end = await attempt(parts, start, application)
  await endAttempt(parts.database, application.hostId ?? '', end)
  return end.state === 'waiting' ? end.notBefore : null
}

async function attempt(parts: RegistryParts, start: PlanRegistry['start'], application: Application): Promise<ApplicationEnd> {
  const before = await selectLastOperationOfPlan(parts.database, application.planId)
  if (before?.status === 'succeeded') return ended(parts, application, before)
  try {
    const { actor, reason, acceptDrift } = application
    const { finished } = await start(application.planId, { actor, reason, ...(acceptDrift === null ? {} : { acceptDrift }) })
    const operation = await finished
    return operation.status === 'succeeded' ? ended(parts, application, operation) : failed(parts, application, { problem: operation.problem, operationId: operation.id })
  } catch (error) {
    return failed(parts, application, { problem: problemOf(application.tenantId, error), operationId: null, isForeign: !isTenonError(error) })
  }
}

function ended(parts: RegistryParts, { id, notBefore }: Application, operation: Operation): ApplicationEnd {
  return { id, state: 'done', notBefore, operationId: operation.id, problem: null, finishedAt: nowOf(parts) }
}

interface Failure {
  readonly problem: Problem | null
  readonly operationId: string | null
  /** True for what no code of ours names: the connection broke in the middle of something. */
  readonly isForeign?: boolean
}

function failed(parts: RegistryParts, { id, attempts, notBefore }: Application, { problem, operationId, isForeign = false }: Failure): ApplicationEnd {
  const mayPass = isForeign || problem === null || passing.has(problem.code)
  if (!mayPass || attempts >= attemptsAtMost) return { id, state: 'failed', notBefore, operationId, problem, finishedAt: nowOf(parts) }
  const pauseMs = Math.min(firstPauseMs * 2 ** (attempts - 1), longestPauseMs)
  return { id, state: 'waiting', notBefore: new Date(parts.clock.now() + pauseMs).toISOString(), operationId, problem, finishedAt: null }
}
