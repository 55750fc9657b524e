import type { CutoverParticipant } from '../surface/running-registry.ts'

/** Everyone who must stop starting work while a tenant's modules move. */
export interface CutoverParticipants extends CutoverParticipant {
  join(participant: CutoverParticipant): () => void
}

/** All participants hold at the same time; a hold is over when the slowest is. Releasing twice is releasing once. */
export function createCutoverParticipants(): CutoverParticipants {
  const participants = new Set<CutoverParticipant>()
  return {
    join(participant) {
      participants.add(participant)
      return () => participants.delete(participant)
    },
    async hold(tenantId, modules, budgetMs) {
      const holds = await Promise.allSettled([...participants].map((participant) => participant.hold(tenantId, modules, budgetMs)))
      const releases = holds.flatMap((hold) => (hold.status === 'fulfilled' ? [hold.value] : []))
      const release = () => {
        for (const once of releases.splice(0)) once()
      }
      const failed = holds.find((hold) => hold.status === 'rejected')
      if (failed === undefined) return release
      release()
      throw failed.reason
    },
  }
}
