import type { HoldRequest } from '../operation/cutover-participants.ts'
import { registryErrors } from '../registry-errors.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { KnownHost } from '../surface/host-registry.ts'
import { deleteHold, insertHold, selectHoldAnswers } from '../tables/holds.ts'
import { selectHosts } from '../tables/hosts.ts'
import type { ExpectedAnswers } from './hold-answers.ts'

/** How often a mover looks whether the hosts it waits for are still there. */
const lookEveryMs = 100

/** How much longer than hosts may take a mover waits for their answers to arrive. */
const answerMarginMs = 1_000

/** A hold of every host, this one included. */
export interface HeldEverywhere {
  /** Opens the lanes of this process again: its view holds what came of the move. */
  releaseHere(): void
  /** Tells the other hosts that it is over. A move that commits does so in its own transaction instead. */
  releaseElsewhere(): Promise<void>
  /** Forgets it here. */
  end(): void
}

/**
 * Closes the lanes of these modules in every process that serves the tenant, and waits until the calls in flight have
 * ended. The caller holds the tenant's lock in a transaction that is still open.
 * @throws HOLD_UNANSWERED when a host does not answer in time, or says what it still runs; CALLS_UNFINISHED when it is
 * this one. Nobody holds anything then.
 */
export async function holdEverywhere(parts: RegistryParts, operationId: string, request: HoldRequest): Promise<HeldEverywhere> {
  const answers = parts.holdAnswers.expect(operationId)
  const releaseElsewhere = () => deleteHold(parts.database, operationId)
  try {
    await lostHostsGone(parts, answers)
    await insertHold(parts.database, { operationId: operationId, tenantId: request.tenantId, drained: request.drained, closed: request.closed, leftMs: request.budgetMs })
    const [here, elsewhere] = await Promise.allSettled([parts.cutovers.hold(request), allAnswered(parts, operationId, { request, answers })])
    if (here.status === 'fulfilled' && elsewhere.status === 'fulfilled') return { releaseHere: here.value, releaseElsewhere, end: answers.end }
    if (here.status === 'fulfilled') here.value()
    throw [here, elsewhere].find((hold) => hold.status === 'rejected')?.reason
  } catch (error) {
    // A hold that cannot be deleted now dies with this operation's transaction: hosts look for that.
    await releaseElsewhere().catch(() => undefined)
    answers.end()
    throw error
  }
}

/** Waits for the grace of hosts that went without a word while nobody's calls are held yet. */
async function lostHostsGone({ database, hostId }: RegistryParts, answers: ExpectedAnswers): Promise<void> {
  while ((await selectHosts(database)).some(({ id, isAnnounced }) => !isAnnounced && id !== hostId)) await answers.next(lookEveryMs)
}

interface Waiting {
  readonly request: HoldRequest
  readonly answers: ExpectedAnswers
}

async function allAnswered(parts: RegistryParts, operationId: string, { request, answers }: Waiting): Promise<void> {
  const waitMs = request.budgetMs + answerMarginMs
  const since = performance.now()
  for (;;) {
    // Hosts that come later join by themselves: the hold was there before they were.
    const hosts = (await selectHosts(parts.database)).filter(({ id }) => id !== parts.hostId)
    const waiting = hosts.length === 0 ? [] : await unanswered(parts, operationId, { hosts, request })
    const [first] = waiting
    if (first === undefined) return
    if (performance.now() - since > waitMs) throw registryErrors.HOLD_UNANSWERED({ tenant: request.tenantId, host: first.id, label: first.label, reason: `it did not answer within ${waitMs} ms` })
    await answers.next(lookEveryMs)
  }
}

/** Hosts that have not closed their lanes yet. @throws HOLD_UNANSWERED when one says that it cannot */
async function unanswered({ database }: RegistryParts, operationId: string, { hosts, request }: { readonly hosts: readonly KnownHost[]; readonly request: HoldRequest }): Promise<readonly KnownHost[]> {
  const answers = new Map((await selectHoldAnswers(database, operationId)).map(({ hostId, problem }) => [hostId, problem]))
  for (const { id, label } of hosts) {
    const problem = answers.get(id)
    if (problem) throw registryErrors.HOLD_UNANSWERED({ tenant: request.tenantId, host: id, label, reason: problem.title })
  }
  return hosts.filter(({ id }) => !answers.has(id))
}
