import { watchCells } from './watch-cells.ts'

/**
 * Says in shared memory whose code was called and has not returned yet: two plain writes on the way in,
 * two on the way out. It tells nothing of what goes on after the first `await`; stacks do. A class
 * because every call of a module passes it twice.
 */
export class RunningMark {
  readonly #cells: Int32Array

  constructor(cells: Int32Array) {
    this.#cells = cells
  }

  /** @returns who ran before, for `leave` */
  enter(version: number): number {
    const outer = this.#cells[watchCells.running] ?? 0
    this.#write(version)
    return outer
  }

  leave(outer: number): void {
    this.#write(outer)
  }

  #write(version: number): void {
    this.#cells[watchCells.running] = version
    this.#cells[watchCells.call] = ((this.#cells[watchCells.call] ?? 0) + 1) | 0
  }
}
