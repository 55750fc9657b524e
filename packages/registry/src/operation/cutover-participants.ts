import type { CutoverParticipant } from '../surface/running-registry.ts'

/** What is asked of everyone. */
export interface HoldRequest {
  readonly tenantId: string
  /** Modules whose calls in flight must end first. */
  readonly drained: readonly string[]
  /** Modules that only take no new calls. */
  readonly closed: readonly string[]
  readonly budgetMs: number
}

/** Everyone in this process who must stop starting work while a tenant's modules move. */
export interface CutoverParticipants {
  /** Who joins later takes part in the holds and suspensions there are. */
  join(participant: CutoverParticipant): () => void
  /** All hold at the same time; it is over when the slowest is. Releasing twice is releasing once. @throws what a participant rejects with; nobody holds then */
  hold(request: HoldRequest): Promise<() => void>
  /** Nobody starts work of any tenant until the returned function is called. */
  suspend(): () => void
}

/** Something that is asked of all, now and of those who join while it lasts. */
interface Demand {
  readonly ask: (participant: CutoverParticipant) => Promise<() => void>
  readonly releases: (() => void)[]
  isOver: boolean
}

export function createCutoverParticipants(): CutoverParticipants {
  const participants = new Set<CutoverParticipant>()
  const demands = new Set<Demand>()

  async function askOne(demand: Demand, participant: CutoverParticipant): Promise<void> {
    const release = await demand.ask(participant)
    if (demand.isOver) release()
    else demand.releases.push(release)
  }

  function begin(ask: Demand['ask']): { readonly asked: Promise<PromiseSettledResult<void>[]>; readonly end: () => void } {
    const demand: Demand = { ask, releases: [], isOver: false }
    demands.add(demand)
    return {
      asked: Promise.allSettled([...participants].map((participant) => askOne(demand, participant))),
      end() {
        demand.isOver = true
        demands.delete(demand)
        for (const release of demand.releases.splice(0)) release()
      },
    }
  }

  return {
    join(participant) {
      participants.add(participant)
      // Nothing of theirs is in flight yet, so there is no failure to wait for.
      for (const demand of demands) askOne(demand, participant).catch(() => undefined)
      return () => participants.delete(participant)
    },
    async hold(request) {
      const { asked, end } = begin((participant) => holdOf(participant, request))
      const failed = (await asked).find((hold) => hold.status === 'rejected')
      if (failed === undefined) return end
      end()
      throw failed.reason
    },
    suspend: () => begin(async (participant) => participant.suspend?.() ?? (() => undefined)).end,
  }
}

/** Both kinds at once: what is drained is closed from the first moment as well. */
async function holdOf(participant: CutoverParticipant, { tenantId, drained, closed, budgetMs }: HoldRequest): Promise<() => void> {
  const asked = [{ modules: drained, budgetMs }, { modules: closed, budgetMs: 0 }].filter(({ modules }) => modules.length > 0)
  const holds = await Promise.allSettled(asked.map((it) => participant.hold(tenantId, it.modules, it.budgetMs)))
  const releases = holds.flatMap((hold) => (hold.status === 'fulfilled' ? [hold.value] : []))
  const release = () => releases.forEach((once) => once())
  const failed = holds.find((hold) => hold.status === 'rejected')
  if (failed === undefined) return release
  release()
  throw failed.reason
}
