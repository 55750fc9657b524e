import type { Replacement } from '@tenon/host'
import type { ReplacementWish } from './messages.ts'

const keptAtMost = 100

/** Which hosts followed each other. Mutable: written while they do. A class because four events write the same rows. */
export class ReplacementLog {
  #rows: readonly Replacement[] = []

  /** Newest first. */
  rows(): readonly Replacement[] {
    return this.#rows
  }

  /** @param generation - of the host that is to follow */
  begin(generation: number, { reason, actor }: Pick<ReplacementWish, 'reason' | 'actor'>): void {
    const row: Replacement = { generation, reason, actor, at: new Date().toISOString(), outcome: 'running', tookMs: null, leftMs: null, abandonedCalls: null }
    this.#rows = [row, ...this.#rows].slice(0, keptAtMost)
  }

  /** The replacement under way has ended. Nothing happens when there is none. @param ended - `generation`: it took more than one host */
  end(ended: Pick<Replacement, 'generation' | 'outcome' | 'tookMs'>): void {
    const running = this.#rows.find(({ outcome }) => outcome === 'running')
    if (running !== undefined) this.#write(running.generation, ended)
  }

  /** What is known of the host that the one of `generation` has followed. */
  note(generation: number, left: Partial<Pick<Replacement, 'leftMs' | 'abandonedCalls'>>): void {
    this.#write(generation, left)
  }

  #write(generation: number, change: Partial<Replacement>): void {
    this.#rows = this.#rows.map((row) => (row.generation === generation ? { ...row, ...change } : row))
  }
}
