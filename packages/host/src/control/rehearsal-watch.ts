import type { Rehearsal, RehearsalProgress } from '@tenon/model'

/** How far a rehearsal is, as this process knows it. */
export interface WatchedRehearsal {
  /** Null: it has not begun here, has ended, or runs behind another host. */
  readonly progress: RehearsalProgress | null
}

/** A rehearsal that somebody may look at while it runs. */
export interface WatchedName {
  readonly tenantId: string
  /** Chosen by whoever asked for it. Absent: nobody looks. */
  readonly watch: string | undefined
}

/** Remembers how far the rehearsals of this process are, and nothing once they have ended. */
export interface RehearsalWatch {
  run(name: WatchedName, rehearse: (onProgress: (progress: RehearsalProgress) => void) => Promise<Rehearsal>): Promise<Rehearsal>
  read(name: WatchedName): WatchedRehearsal
}

/** A watch over the rehearsals of one control API. */
export function createRehearsalWatch(): RehearsalWatch {
  const live = new Map<string, RehearsalProgress>()
  const keyOf = ({ tenantId, watch }: WatchedName) => JSON.stringify([tenantId, watch])
  return {
    async run(name, rehearse) {
      const key = keyOf(name)
      try {
        return await rehearse((progress) => { if (name.watch !== undefined) live.set(key, progress) })
      } finally {
        live.delete(key)
      }
    },
    read: (name) => ({ progress: live.get(keyOf(name)) ?? null }),
  }
}
