import type { HostEnd, HostProcess } from './host-process.ts'
import type { NamedVersion } from './messages.ts'

/** One host with what its supervisor noted. Mutable. */
export class AttendedHost {
  readonly process: HostProcess
  readonly startedAt = performance.now()
  /** Versions it began to load and has not loaded. */
  readonly loading = new Map<string, NamedVersion>()
  /** When it began to serve. */
  readyAt: number | null = null
  /** Set once it was told to leave: for the host of which generation, and when. */
  leaving: { readonly generation: number; readonly since: number } | null = null
  #deadline: NodeJS.Timeout | null = null

  constructor(process: HostProcess) {
    this.process = process
  }

  /** Kills it when `budgetMs` pass before the next call of this or `clearDeadline`. */
  setDeadline(budgetMs: number): void {
    this.clearDeadline()
    this.#deadline = setTimeout(() => this.process.kill('SIGKILL'), budgetMs)
  }

  clearDeadline(): void {
    if (this.#deadline !== null) clearTimeout(this.#deadline)
    this.#deadline = null
  }

  /** How long it served; null when it never did. */
  servedMs(): number | null {
    return this.readyAt === null ? null : performance.now() - this.readyAt
  }
}

/** How a host ended, in words: `with exit code 7`, `by SIGKILL`. */
export function describeEnd({ code, signal }: HostEnd): string {
  return code === null ? `by ${signal ?? 'a signal'}` : `with exit code ${code}`
}
