/**
 * The memory that the event loop shares with the thread that watches it: plain numbers, written
 * without a message, so that they can be read while the event loop stands still.
 */
export const watchCells = {
  /** Counted up each time the event loop turns. */
  beat: 0,
  /** Number of the version whose code was called and has not returned yet; 0: none. */
  running: 1,
  /** Counted up with each such call. */
  call: 2,
  /** 1 while an inspector is open: somebody may stand at a breakpoint. */
  inspector: 3,
} as const

/** Makes the cells, all zero. */
export function createWatchCells(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * Object.keys(watchCells).length))
}
